namespace Spotify.Core.Telemetry.Live;

/// <summary>What is counted under one name.</summary>
public enum LiveMeasure
{
    /// <summary>Plays; of a client version, tracks within sessions that were started.</summary>
    Plays = 0,

    /// <summary>Listeners.</summary>
    Listeners = 1,

    /// <summary>Of a track, plays skipped before 30 s; of a client version, tracks within sessions that had an error.</summary>
    Faults = 2,
}

/// <summary>The distinct counts of one name. They are kept or dropped together, so that a share never has a numerator without its denominator.</summary>
public sealed class SketchGroup
{
    internal const int Measures = 3;
    private readonly DistinctCount?[] _counts = new DistinctCount?[Measures];

    /// <summary>How many of a measure.</summary>
    public long this[LiveMeasure measure] => _counts[(int)measure]?.Count ?? 0;

    /// <summary>By what the smallest is found when something must be dropped.</summary>
    public long Weight => Math.Max(this[LiveMeasure.Plays], Math.Max(this[LiveMeasure.Listeners], this[LiveMeasure.Faults]));

    internal int Bytes
    {
        get
        {
            // The name and the flags.
            var bytes = 17;
            foreach (var count in _counts)
                bytes += count?.Bytes ?? 0;
            return bytes;
        }
    }

    /// <summary>The count of a measure, or null where nothing was counted.</summary>
    public DistinctCount? Of(LiveMeasure measure) => _counts[(int)measure];

    /// <summary>Takes in a hash.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Add(LiveMeasure measure, ulong hash) => (_counts[(int)measure] ??= new DistinctCount()).Add(hash);

    /// <summary>Takes in all of another group.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Merge(SketchGroup other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var changed = false;
        for (var i = 0; i < Measures; i++)
        {
            if (other._counts[i] is { } count)
                changed |= (_counts[i] ??= new DistinctCount()).Merge(count);
        }

        return changed;
    }

    internal void WriteTo(CompactWriter writer)
    {
        byte present = 0;
        for (var i = 0; i < Measures; i++)
            present |= (byte)(_counts[i] is null ? 0 : 1 << i);
        writer.Byte(present);
        foreach (var count in _counts)
            count?.WriteTo(writer);
    }

    internal static SketchGroup? TryRead(ref CompactReader reader)
    {
        var present = reader.Byte();
        if (present >= 1 << Measures)
            return null;
        var group = new SketchGroup();
        for (var i = 0; i < Measures; i++)
        {
            if ((present & (1 << i)) == 0)
                continue;
            group._counts[i] = DistinctCount.TryRead(ref reader);
            if (group._counts[i] is null)
                return null;
        }

        return group;
    }
}
