using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// The LAME extension of an MP3 file's Info frame, where delay and padding stand. ffmpeg writes at most one frame of padding there, though its encoder may leave
/// more: then the file would play up to 1,151 samples too long, until the figure is set right here.
/// </summary>
internal sealed class LameTag
{
    /// <summary>Samples that every MP3 decoder adds at the beginning.</summary>
    public const int DecoderDelay = 529;

    private const int FrameSamples = 1152;
    private const int PaddingAt = 141;
    private const int CrcAt = 154;
    private const int HeadLength = 2048;

    private readonly byte[] _head;
    private readonly int _tag;

    private LameTag(byte[] head, int tag) => (_head, _tag) = (head, tag);

    /// <summary>Samples that the frames hold, the Info frame's own left out.</summary>
    public long TotalSamples => BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(_tag + 8)) * (long)FrameSamples;

    /// <summary>The encoder's delay, without the decoder's.</summary>
    public int Delay => (_head[_tag + PaddingAt] << 4) | (_head[_tag + PaddingAt + 1] >> 4);

    /// <summary>The padding, with the decoder's delay.</summary>
    public int Padding => ((_head[_tag + PaddingAt + 1] & 15) << 8) | _head[_tag + PaddingAt + 2];

    /// <summary>Reads it.</summary>
    /// <param name="file">The file, open for reading.</param>
    /// <returns>The tag, or null where there is none.</returns>
    public static LameTag? TryRead(Stream file)
    {
        file.Position = 0;
        var head = new byte[HeadLength];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var tag = head.AsSpan(0, length).IndexOf("Info"u8);
        if (tag < 0)
            tag = head.AsSpan(0, length).IndexOf("Xing"u8);
        return tag < 0 || tag + CrcAt + 2 > length || (head[tag + 7] & 1) == 0 ? null : new LameTag(head, tag);
    }

    /// <summary>Writes the file with another padding and the checksum that goes with it.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="padding">The padding, with the decoder's delay; at most 4,095.</param>
    public void WritePadding(Stream file, int padding)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padding, 4095);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        var at = _tag + PaddingAt;
        _head[at + 1] = (byte)((_head[at + 1] & 0xF0) | (padding >> 8));
        _head[at + 2] = (byte)padding;
        BinaryPrimitives.WriteUInt16BigEndian(_head.AsSpan(_tag + CrcAt), Crc(_head.AsSpan(0, _tag + CrcAt)));
        file.Position = 0;
        file.Write(_head, 0, _tag + CrcAt + 2);
    }

    /// <summary>The checksum that stands in the tag, and the one that should.</summary>
    internal (ushort Written, ushort Right) Checksum() =>
        (BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(_tag + CrcAt)), Crc(_head.AsSpan(0, _tag + CrcAt)));

    // CRC-16/ARC over the frame up to the checksum itself.
    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
        }

        return crc;
    }
}
