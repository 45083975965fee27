using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Spotify.Cli.Demo;

/// <summary>Renders the demo release's cover: a sunrise of rings, as a PNG.</summary>
internal static class DemoCover
{
    private const int Side = 1400;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file to write.</param>
    public static void Render(string path)
    {
        var rows = new byte[Side * ((Side * 3) + 1)];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (dx, dy) = ((x - (Side / 2.0)) / Side, (y - (Side * 0.72)) / Side);
                var distance = Math.Sqrt((dx * dx) + (dy * dy));
                var ring = 0.5 + (0.5 * Math.Cos(distance * 70));
                var glow = Math.Exp(-distance * 3.2);
                var sky = 1 - (y / (double)Side);
                var at = (y * ((Side * 3) + 1)) + 1 + (x * 3);
                rows[at] = Channel((0.18 * sky) + (0.95 * glow) + (0.10 * ring * glow));
                rows[at + 1] = Channel((0.10 * sky) + (0.55 * glow) + (0.16 * ring * glow));
                rows[at + 2] = Channel((0.42 * sky) + (0.18 * glow) + (0.06 * ring));
            }
        }

        using var file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        header[8] = 8; // bits a channel
        header[9] = 2; // RGB
        WriteChunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        WriteChunk(file, "IDAT"u8, packed.ToArray());
        WriteChunk(file, "IEND"u8, []);

        static byte Channel(double value) => (byte)Math.Clamp(value * 255, 0, 255);
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
