using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// A track in one month over all pools: what eligibility needs. Who the listeners are is kept only where they are fewer than the threshold, so that the year's distinct
/// listeners are exact below it, and at or above it only the fact is needed.
/// </summary>
/// <param name="Track">The track.</param>
/// <param name="Streams">Plays to pay.</param>
/// <param name="Listeners">Distinct listeners.</param>
/// <param name="Few">The listeners in ascending order, where there are fewer than the threshold; empty otherwise.</param>
public sealed record TrackTally(TrackKey Track, long Streams, long Listeners, IReadOnlyList<UInt128> Few)
{
    /// <summary>Two shards of listeners together: no listener is in both.</summary>
    /// <param name="other">Of the same track and month.</param>
    /// <param name="threshold">From how many on listeners are only counted.</param>
    public TrackTally Add(TrackTally other, int threshold)
    {
        ArgumentNullException.ThrowIfNull(other);
        var listeners = Listeners + other.Listeners;
        return new TrackTally(Track, Streams + other.Streams, listeners, listeners < threshold ? Merge(Few, other.Few) : []);
    }

    /// <summary>Distinct listeners of several months of one track: exact below the threshold, otherwise a number that is not below it.</summary>
    public static long DistinctListeners(IReadOnlyCollection<TrackTally> months)
    {
        ArgumentNullException.ThrowIfNull(months);
        var (counted, kept, last) = (0L, 0, (IReadOnlyList<UInt128>)[]);
        foreach (var month in months)
        {
            // A month whose listeners were not kept has more of them than the union of kept ones is asked to decide.
            if (month.Few.Count < month.Listeners)
                counted = Math.Max(counted, month.Listeners);
            if (month.Few.Count > 0)
                (kept, last) = (kept + 1, month.Few);
        }

        return Math.Max(counted, kept > 1 ? months.SelectMany(month => month.Few).Distinct().LongCount() : last.Count);
    }

    /// <inheritdoc/>
    public bool Equals(TrackTally? other) =>
        other is not null && Track == other.Track && Streams == other.Streams && Listeners == other.Listeners && Few.SequenceEqual(other.Few);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Track, Streams, Listeners);

    private static IReadOnlyList<UInt128> Merge(IReadOnlyList<UInt128> x, IReadOnlyList<UInt128> y)
    {
        if (x.Count == 0 || y.Count == 0)
            return x.Count == 0 ? y : x;
        var merged = new UInt128[x.Count + y.Count];
        for (var (i, j) = (0, 0); i + j < merged.Length;)
            merged[i + j] = j == y.Count || (i < x.Count && x[i] <= y[j]) ? x[i++] : y[j++];
        return merged;
    }
}

/// <summary>An artist in one month over all pools: what makes a professional.</summary>
/// <param name="Artist">The artist's id as a number.</param>
/// <param name="Streams">Plays to pay of all its tracks.</param>
/// <param name="Listeners">Distinct listeners.</param>
public sealed record ArtistTally(UInt128 Artist, long Streams, long Listeners)
{
    /// <summary>Two shards of listeners together: no listener is in both.</summary>
    public ArtistTally Add(ArtistTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Streams = Streams + other.Streams, Listeners = Listeners + other.Listeners };
    }

    /// <summary>Whether the rules call it professional.</summary>
    public bool IsProfessional(RoyaltyRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Streams >= rules.ProfessionalStreams && Listeners >= rules.ProfessionalListeners;
    }
}
