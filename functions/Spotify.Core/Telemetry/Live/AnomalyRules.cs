namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// Finds in one complete hour what departs from its own history: from the same hour of the days before and from the hours before. Precision comes first. A departure must
/// show against both histories, so that neither the daily rhythm nor a slow change is one; it must be many deviations and a multiple at once; and there must be enough
/// to judge by. Where there are no days to compare with yet, the hours before decide alone, by stricter bounds.
/// </summary>
public static class AnomalyRules
{
    /// <summary>How many days back the same hour is compared with.</summary>
    public const int Days = 14;

    /// <summary>How many hours before are compared with.</summary>
    public const int Hours = 6;

    /// <summary>The least hours of either history to judge by.</summary>
    public const int LeastHistory = 4;

    /// <summary>Deviations that make a departure.</summary>
    public const double Deviations = 5;

    /// <summary>How many times more, or less, makes a departure.</summary>
    public const double Ratio = 3;

    /// <summary>The least plays or listeners of a market, counted or expected.</summary>
    public const long LeastOfMarket = 100;

    /// <summary>The least plays or listeners of a track.</summary>
    public const long LeastOfTrack = 200;

    /// <summary>The least started tracks of a client version.</summary>
    public const long LeastOfClient = 200;

    /// <summary>How many tracks are looked at: those with the most plays.</summary>
    public const int TopTracks = 500;

    private const double StrictDeviations = 8;
    private const double StrictRatio = 5;
    private const double LeastShareMore = 0.02;
    private const double StrictShareMore = 0.05;

    /// <summary>Markets with far more or far fewer plays or listeners than they use to have; also those that have fallen silent.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="days">The same hour of days before; only hours of which something is known.</param>
    /// <param name="hours">The hours before; likewise.</param>
    public static IEnumerable<Anomaly> OfMarkets(HourFigures hour, IReadOnlyList<HourFigures> days, IReadOnlyList<HourFigures> hours)
    {
        Check(hour, days, hours);
        foreach (var name in days.Concat(hours).Append(hour).SelectMany(one => one.ByName.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            if (Judge(AnomalyKind.MarketPlays, name, hour, days, hours, figure => figure.Plays, LeastOfMarket, fallsToo: true) is { } plays)
                yield return plays;
            if (Judge(AnomalyKind.MarketListeners, name, hour, days, hours, figure => figure.Listeners, LeastOfMarket, fallsToo: true) is { } listeners)
                yield return listeners;
        }
    }

    /// <summary>Tracks with far more plays or listeners than they use to have. A track that is new has no history to depart from.</summary>
    /// <inheritdoc cref="OfMarkets" path="/param"/>
    public static IEnumerable<Anomaly> OfTracks(HourFigures hour, IReadOnlyList<HourFigures> days, IReadOnlyList<HourFigures> hours)
    {
        Check(hour, days, hours);
        foreach (var (name, _) in hour.ByName.OrderByDescending(one => one.Value.Plays).ThenBy(one => one.Key, StringComparer.Ordinal).Take(TopTracks))
        {
            if (Judge(AnomalyKind.TrackPlays, name, hour, days, hours, figure => figure.Plays, LeastOfTrack, fallsToo: false) is { } plays)
                yield return plays;
            if (Judge(AnomalyKind.TrackListeners, name, hour, days, hours, figure => figure.Listeners, LeastOfTrack, fallsToo: false) is { } listeners)
                yield return listeners;
        }
    }

    /// <summary>Client versions whose errors are far more than they use to be; of a version that is new, than those of the others.</summary>
    /// <inheritdoc cref="OfMarkets" path="/param"/>
    public static IEnumerable<Anomaly> OfClients(HourFigures hour, IReadOnlyList<HourFigures> days, IReadOnlyList<HourFigures> hours)
    {
        Check(hour, days, hours);
        foreach (var (name, figure) in hour.ByName.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (figure.Plays < LeastOfClient)
                continue;
            List<double> own = [.. days.Concat(hours).Where(one => one.ByName.ContainsKey(name)).Select(one => one.Of(name)).Where(one => one.Plays >= LeastOfClient / 4).Select(Share)];
            var isNew = own.Count < LeastHistory;
            List<double> history = isNew
                ? [.. hours.Append(hour).SelectMany(one => one.ByName).Where(one => one.Key != name && one.Value.Plays >= LeastOfClient).Select(one => Share(one.Value))]
                : own;
            if (history.Count < LeastHistory)
                continue;
            var (share, score) = (Share(figure), RobustScore.OfShare(Share(figure), figure.Plays, history));
            if (score.Score >= (isNew ? StrictDeviations : Deviations)
                && share >= score.Median * (isNew ? StrictRatio : Ratio)
                && share - score.Median >= (isNew ? StrictShareMore : LeastShareMore))
                yield return new Anomaly(AnomalyKind.ClientErrors, name, share, score.Median, score.Score);
        }
    }

    private static Anomaly? Judge(
        AnomalyKind kind,
        string name,
        HourFigures hour,
        IReadOnlyList<HourFigures> days,
        IReadOnlyList<HourFigures> hours,
        Func<LiveFigure, long> measure,
        long least,
        bool fallsToo)
    {
        double value = hour.ByName.TryGetValue(name, out var figure) ? measure(figure) : 0;
        List<double> byDay = [.. days.Select(one => (double)measure(one.Of(name)))];
        List<double> byHour = [.. hours.Select(one => (double)measure(one.Of(name)))];
        var known = days.Concat(hours).Count(one => one.ByName.TryGetValue(name, out var past) && measure(past) > 0);
        if (byHour.Count < LeastHistory || known < LeastHistory)
            return null;
        var before = RobustScore.OfCount(value, byHour);
        var isFound = byDay.Count >= LeastHistory
            ? Departs(value, before, least, Deviations, Ratio, fallsToo) && Agrees(RobustScore.OfCount(value, byDay), before, value, least, fallsToo)
            : Departs(value, before, least, StrictDeviations, StrictRatio, fallsToo) && IsOutside(value, byHour);
        return isFound ? new Anomaly(kind, name, value, byDay.Count >= LeastHistory ? RobustScore.MedianOf(byDay) : before.Median, before.Score) : null;
    }

    private static bool Agrees(RobustScore days, RobustScore hours, double value, long least, bool fallsToo) =>
        Departs(value, days, least, Deviations, Ratio, fallsToo) && Math.Sign(days.Score) == Math.Sign(hours.Score);

    private static bool Departs(double value, RobustScore score, long least, double deviations, double ratio, bool fallsToo) =>
        score.Score > 0
            ? value >= least && score.Score >= deviations && value >= ratio * score.Median
            : fallsToo && score.Median >= least && -score.Score >= deviations && value * ratio <= score.Median;

    private static bool IsOutside(double value, List<double> history) => value > history.Max() * 1.5 || value < history.Min() / 1.5;

    private static double Share(LiveFigure figure) => figure.Plays == 0 ? 0 : Math.Min(1, (double)figure.Faults / figure.Plays);

    private static void Check(HourFigures hour, IReadOnlyList<HourFigures> days, IReadOnlyList<HourFigures> hours)
    {
        ArgumentNullException.ThrowIfNull(hour);
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(hours);
    }
}
