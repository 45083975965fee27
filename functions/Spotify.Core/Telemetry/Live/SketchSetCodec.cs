namespace Spotify.Core.Telemetry.Live;

/// <summary>A <see cref="SketchSet"/> as bytes, versioned. Equal sets give equal bytes.</summary>
public static class SketchSetCodec
{
    private const byte Version = 1;

    /// <summary>Packs a set.</summary>
    public static byte[] ToBytes(SketchSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var writer = new CompactWriter();
        writer.Byte(Version);
        writer.Unsigned((ulong)set.Count);
        foreach (var (name, group) in set.Groups.OrderBy(one => one.Key))
        {
            writer.Track(new TrackKey(name));
            group.WriteTo(writer);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The set, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static SketchSet? TryRead(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        if (reader.Byte() != Version)
            return null;
        var set = new SketchSet();
        for (var left = reader.Count(17); left > 0; left--)
        {
            var name = reader.Track().Value;
            if (SketchGroup.TryRead(ref reader) is not { } group || reader.Failed || !set.TryTake(name, group))
                return null;
        }

        return reader.Failed || !reader.AtEnd ? null : set;
    }
}
