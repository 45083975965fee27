namespace Spotify.Core.Telemetry.Live;

/// <summary>A <see cref="DistinctCount"/> as bytes, versioned: at most 3 KB. Equal sets of hashes give equal bytes.</summary>
public static class DistinctCountCodec
{
    private const byte Version = 1;

    /// <summary>Packs a count.</summary>
    public static byte[] ToBytes(DistinctCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        var writer = new CompactWriter();
        writer.Byte(Version);
        count.WriteTo(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The count, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static DistinctCount? TryRead(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        if (reader.Byte() != Version)
            return null;
        var count = DistinctCount.TryRead(ref reader);
        return count is not null && reader.AtEnd && !reader.Failed ? count : null;
    }
}
