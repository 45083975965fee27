namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// Distinct counts by name, bounded where <see cref="Trim"/> is called. As long as nothing was dropped its state is a function of what was added alone, whatever
/// the order. Not thread-safe.
/// </summary>
public sealed class SketchSet
{
    private readonly Dictionary<UInt128, SketchGroup> _groups = [];

    /// <summary>How many names there are.</summary>
    public int Count => _groups.Count;

    /// <summary>Bytes of <see cref="SketchSetCodec.ToBytes"/>, about, and never more.</summary>
    public int Bytes { get; private set; }

    /// <summary>The names with their counts, in no particular order.</summary>
    public IReadOnlyDictionary<UInt128, SketchGroup> Groups => _groups;

    /// <summary>How many of a measure under a name; 0 where there is none.</summary>
    public long this[UInt128 name, LiveMeasure measure] => _groups.TryGetValue(name, out var group) ? group[measure] : 0;

    /// <summary>Takes in a hash.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Add(UInt128 name, LiveMeasure measure, ulong hash)
    {
        var (group, before) = Group(name);
        var changed = group.Add(measure, hash);
        Bytes += group.Bytes - before;
        return changed;
    }

    /// <summary>Takes in what was counted under a name elsewhere.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Merge(UInt128 name, SketchGroup other)
    {
        var (group, before) = Group(name);
        var changed = group.Merge(other);
        Bytes += group.Bytes - before;
        return changed;
    }

    /// <summary>Takes in all of another set.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Merge(SketchSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var changed = false;
        foreach (var (name, group) in other._groups)
            changed |= Merge(name, group);
        return changed;
    }

    /// <summary>
    /// Drops the names with the least under them when there is more than a bound, down to three quarters of it, so that it need not be done at every turn. Which
    /// ones go depends on nothing but what is there: by <see cref="SketchGroup.Weight"/>, equal ones by name.
    /// </summary>
    /// <param name="maxNames">The most names.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <returns>How many names were dropped.</returns>
    public int Trim(int maxNames, int maxBytes)
    {
        if (Count <= maxNames && Bytes <= maxBytes)
            return 0;
        var dropped = 0;
        foreach (var (name, group) in _groups.OrderBy(one => one.Value.Weight).ThenBy(one => one.Key).ToList())
        {
            if (Count <= maxNames / 4 * 3 && Bytes <= maxBytes / 4 * 3)
                break;
            _groups.Remove(name);
            Bytes -= group.Bytes;
            dropped++;
        }

        return dropped;
    }

    internal bool TryTake(UInt128 name, SketchGroup group)
    {
        Bytes += group.Bytes;
        return _groups.TryAdd(name, group);
    }

    private (SketchGroup Group, int BytesBefore) Group(UInt128 name)
    {
        if (_groups.TryGetValue(name, out var group))
            return (group, group.Bytes);
        group = new SketchGroup();
        _groups.Add(name, group);
        return (group, 0);
    }
}
