using System.Buffers.Binary;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// A log-mel spectrogram of a whole track in a fixed shape, what an audio embedding is made from: <see cref="Bands"/> bands (80) x <see cref="Frames"/> frames (256), each frame an equal
/// part of the track, in two planes: the mean level of a band within the frame, and its standard deviation there (what moves within the frame: rhythm, attack). Levels are dB relative
/// to a sine of full scale, from -100 to 0 in steps of 100/255; deviations 0 to 25.5 dB in tenths.
/// <para>
/// As bytes (little-endian): "SMEL", version (1), planes (2), bands (u16), frames (u16), milliseconds (u32), then plane by plane, band by band, a byte a frame.
/// </para>
/// </summary>
public sealed class MelSummary
{
    /// <summary>Mel bands from 30 Hz to 11,025 Hz.</summary>
    public const int Bands = 80;

    /// <summary>Parts of the track.</summary>
    public const int Frames = 256;

    private const byte Version = 1;
    private const int Planes = 2;
    private const int HeaderLength = 14;
    private const double Floor = -100;
    private const double Step = -Floor / 255;
    private const double DeviationStep = 0.1;

    private readonly byte[] _levels;
    private readonly byte[] _deviations;

    private MelSummary(byte[] levels, byte[] deviations, uint durationMs) => (_levels, _deviations, DurationMs) = (levels, deviations, durationMs);

    /// <summary>Length of the track in milliseconds.</summary>
    public uint DurationMs { get; }

    /// <summary>Quantises figures.</summary>
    /// <param name="durationMs">Length of the track in milliseconds.</param>
    /// <param name="level">The level in dB of a band in a frame.</param>
    /// <param name="deviation">Its standard deviation in dB.</param>
    public static MelSummary Create(uint durationMs, Func<int, int, double> level, Func<int, int, double> deviation)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(deviation);
        var (levels, deviations) = (new byte[Bands * Frames], new byte[Bands * Frames]);
        for (var band = 0; band < Bands; band++)
        {
            for (var frame = 0; frame < Frames; frame++)
            {
                levels[(band * Frames) + frame] = ToByte((level(band, frame) - Floor) / Step);
                deviations[(band * Frames) + frame] = ToByte(deviation(band, frame) / DeviationStep);
            }
        }

        return new MelSummary(levels, deviations, durationMs);
    }

    /// <summary>The mean level of a band in a frame, in dB.</summary>
    public double LevelOf(int band, int frame) => Floor + (_levels[(band * Frames) + frame] * Step);

    /// <summary>The standard deviation of a band's level within a frame, in dB.</summary>
    public double DeviationOf(int band, int frame) => _deviations[(band * Frames) + frame] * DeviationStep;

    /// <summary>The summary as bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + (Planes * Bands * Frames)];
        "SMEL"u8.CopyTo(bytes);
        (bytes[4], bytes[5]) = (Version, Planes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), Bands);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Frames);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), DurationMs);
        _levels.CopyTo(bytes.AsSpan(HeaderLength));
        _deviations.CopyTo(bytes.AsSpan(HeaderLength + _levels.Length));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The summary, or null where the bytes are none of this version and shape, or are not whole.</returns>
    public static MelSummary? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != HeaderLength + (Planes * Bands * Frames) || !bytes.StartsWith("SMEL"u8) || bytes[4] != Version || bytes[5] != Planes
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) != Bands || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != Frames)
        {
            return null;
        }

        var planes = bytes[HeaderLength..];
        return new MelSummary(planes[..(Bands * Frames)].ToArray(), planes[(Bands * Frames)..].ToArray(), BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]));
    }

    private static byte ToByte(double value) => double.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(Math.Round(value), 0, 255);
}
