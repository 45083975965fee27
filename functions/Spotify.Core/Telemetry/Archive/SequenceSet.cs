namespace Spotify.Core.Telemetry.Archive;

/// <summary>A set of sequence numbers as runs: as small as the holes in it are few.</summary>
public sealed class SequenceSet
{
    private readonly List<SequenceRange> _runs = [];

    /// <summary>How many numbers it has.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest; 0 where there is none.</summary>
    public long First => _runs.Count == 0 ? 0 : _runs[0].First;

    /// <summary>The largest; 0 where there is none.</summary>
    public long Last => _runs.Count == 0 ? 0 : _runs[^1].Last;

    /// <summary>The runs of numbers that are there, in order.</summary>
    public IReadOnlyList<SequenceRange> Runs => _runs;

    /// <summary>The runs of numbers that are missing between the first and the last.</summary>
    public IEnumerable<SequenceRange> Gaps => _runs.Zip(_runs.Skip(1), (before, after) => new SequenceRange(before.Last + 1, after.First - 1));

    /// <summary>The set that has all from first to last but the gaps.</summary>
    /// <returns>Null when the gaps are not in order or not within.</returns>
    public static SequenceSet? TryCreate(long first, long last, IReadOnlyList<SequenceRange> gaps)
    {
        ArgumentNullException.ThrowIfNull(gaps);
        var set = new SequenceSet();
        if (first == 0 && last == 0 && gaps.Count == 0)
            return set;
        foreach (var gap in gaps)
        {
            if (gap.First <= first || gap.Last >= last || gap.First > gap.Last)
                return null;
            set.Append(new SequenceRange(first, gap.First - 1));
            first = gap.Last + 1;
        }

        if (first > last)
            return null;
        set.Append(new SequenceRange(first, last));
        return set;
    }

    /// <summary>Whether a number is there.</summary>
    public bool Contains(long number)
    {
        var place = Find(number);
        return place >= 0 && _runs[place].Last >= number;
    }

    /// <summary>Adds a number.</summary>
    /// <returns>False when it was there.</returns>
    public bool Add(long number)
    {
        var place = Find(number);
        if (place >= 0 && _runs[place].Last >= number)
            return false;
        Count++;
        var joinsBefore = place >= 0 && _runs[place].Last == number - 1;
        var joinsAfter = place + 1 < _runs.Count && _runs[place + 1].First == number + 1;
        if (joinsBefore && joinsAfter)
        {
            _runs[place] = _runs[place] with { Last = _runs[place + 1].Last };
            _runs.RemoveAt(place + 1);
        }
        else if (joinsBefore)
        {
            _runs[place] = _runs[place] with { Last = number };
        }
        else if (joinsAfter)
        {
            _runs[place + 1] = _runs[place + 1] with { First = number };
        }
        else
        {
            _runs.Insert(place + 1, new SequenceRange(number, number));
        }

        return true;
    }

    private void Append(SequenceRange run)
    {
        _runs.Add(run);
        Count += run.Count;
    }

    // The last run that begins at the number or before it.
    private int Find(long number)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].First <= number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high;
    }
}

/// <summary>Sequence numbers without a hole.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct SequenceRange(long First, long Last)
{
    /// <summary>How many.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Count => Last - First + 1;
}
