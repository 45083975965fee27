namespace Spotify.Core.Telemetry.Live;

/// <summary>How much a track is trending in a market.</summary>
/// <param name="Track">The track's <see cref="LiveName"/>.</param>
/// <param name="Listeners">Distinct listeners of the last half hour.</param>
/// <param name="Recent">The same, each weighted by how long ago the listener was last heard from.</param>
/// <param name="Growth">Listeners of this half hour to those of an average half hour before, damped.</param>
public readonly record struct TrendingScore(UInt128 Track, long Listeners, double Recent, double Growth)
{
    /// <summary>The six windows of five minutes that count.</summary>
    public const int Windows = 6;

    /// <summary>After how many windows a listener weighs half: ten minutes.</summary>
    public const double HalfLifeWindows = 2;

    /// <summary>How many listeners are added to both sides of the growth, so that one after none is no explosion.</summary>
    public const double Damping = 25;

    /// <summary>The most that growth counts.</summary>
    public const double MaxGrowth = 20;

    /// <summary>What tracks are ordered by.</summary>
    public double Score => Recent * Growth;

    /// <summary>
    /// Ranks the tracks of a market. A listener counts once, with the weight of the newest window in which he started the track: what window k adds to the union of
    /// the newer ones weighs 2^(-k/2). So playing a track again and again moves nothing, and neither do a few accounts: a track with fewer distinct listeners than the floor
    /// is left out.
    /// </summary>
    /// <param name="windows">Up to six windows of five minutes, the newest first.</param>
    /// <param name="before">Listeners of a track in an average half hour before.</param>
    /// <param name="leastListeners">The floor.</param>
    /// <returns>By <see cref="Score"/>, the highest first; equal ones by track.</returns>
    public static IReadOnlyList<TrendingScore> Rank(IReadOnlyList<SketchSet> windows, Func<UInt128, double> before, int leastListeners)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windows.Count, Windows);
        var scores = new List<TrendingScore>();
        foreach (var track in windows.SelectMany(window => window.Groups.Keys).Distinct())
        {
            var (listeners, recent) = Weigh(windows, track);
            if (listeners < leastListeners)
                continue;
            var growth = Math.Min(MaxGrowth, (listeners + Damping) / (Math.Max(0, before(track)) + Damping));
            scores.Add(new TrendingScore(track, listeners, recent, growth));
        }

        return [.. scores.OrderByDescending(one => one.Score).ThenBy(one => one.Track)];
    }

    private static (long Listeners, double Recent) Weigh(IReadOnlyList<SketchSet> windows, UInt128 track)
    {
        var all = new DistinctCount();
        var (seen, recent) = (0L, 0.0);
        for (var age = 0; age < windows.Count; age++)
        {
            if (!windows[age].Groups.TryGetValue(track, out var group) || group.Of(LiveMeasure.Listeners) is not { } listeners)
                continue;
            all.Merge(listeners);
            // Where exact counting turns into an estimate the union may seem to shrink.
            var more = Math.Max(0, all.Count - seen);
            seen += more;
            recent += more * Math.Pow(2, -age / HalfLifeWindows);
        }

        return (seen, recent);
    }
}
