using Spotify.Core.Telemetry.Live;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Answer of <c>GET /v1/charts/trending</c>.</summary>
internal sealed record TrendingAnswer(string Market, DateTimeOffset AsOf, int WindowMinutes, IReadOnlyList<TrendingTrack> Tracks);

/// <summary>A track in a trending chart.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Track">The track.</param>
/// <param name="Listeners">Distinct listeners of the last half hour.</param>
/// <param name="Growth">These to those of an average half hour before, damped.</param>
/// <param name="Score">What the chart is ordered by.</param>
internal sealed record TrendingTrack(int Rank, string Track, long Listeners, double Growth, double Score);

/// <summary>Answer of <c>GET /v1/artists/{id}/listeners</c>.</summary>
internal sealed record ArtistListenersAnswer(string Artist, long MonthlyListeners, DateTimeOffset AsOf);

/// <summary>Answer of <c>GET /v1/admin/live</c>.</summary>
internal sealed record LiveAnswer(
    DateTimeOffset AsOf,
    ByMarket ListenersNow,
    IReadOnlyList<ActiveHour> ActiveByHour,
    IReadOnlyList<TrackSkips> TopSkipRates,
    IReadOnlyList<AnomalyView> Anomalies,
    IngestView Ingest);

/// <summary>Listeners of each market, and of all together.</summary>
internal sealed record ByMarket(long All, IReadOnlyDictionary<string, long> Markets);

/// <summary>Listeners who were heard from in an hour.</summary>
internal sealed record ActiveHour(DateTimeOffset Hour, long All, IReadOnlyDictionary<string, long> Markets);

/// <summary>How often a track is skipped before 30 s; <paramref name="Low"/> to <paramref name="High"/> holds the true rate with 95 % confidence.</summary>
internal sealed record TrackSkips(string Track, long Plays, long Skips, double Rate, double Low, double High)
{
    public static TrackSkips Of(string track, SkipRate rate) =>
        new(track, rate.Plays, rate.Skips, Math.Round(rate.Rate, 4), Math.Round(rate.Low, 4), Math.Round(rate.High, 4));
}

/// <summary>Something that departed from its history.</summary>
internal sealed record AnomalyView(DateTimeOffset Hour, AnomalyKind Kind, string Name, double Value, double Expected, double Score)
{
    public static AnomalyView Of(AnomalyDocument document) =>
        new(document.Hour, document.Kind, document.Name, Math.Round(document.Value, 4), Math.Round(document.Expected, 4), Math.Round(document.Score, 1));
}

/// <summary>How far behind the intake live statistics are.</summary>
/// <param name="LagSeconds">Of the process that is furthest behind; null where none has finished a batch within two hours.</param>
/// <param name="HandledAt">When any process last finished a batch.</param>
/// <param name="Writers">Processes that finished a batch within two hours.</param>
internal sealed record IngestView(double? LagSeconds, DateTimeOffset? HandledAt, int Writers)
{
    public static IngestView Of(IReadOnlyList<LiveWriterDocument> writers) => new(
        writers.Count == 0 ? null : Math.Round(writers.Max(one => Math.Max(0, (one.HandledAt - one.ReceivedAt).TotalSeconds)), 3),
        writers.Count == 0 ? null : writers.Max(one => one.HandledAt),
        writers.Count);
}

/// <summary>Answer of <c>GET /v1/admin/live/tracks/{id}</c>.</summary>
internal sealed record LiveTrackAnswer(string Track, DateTimeOffset AsOf, long Listeners, TrackSkips Day, IReadOnlyList<TrackHour> Hours);

/// <summary>A track in an hour.</summary>
internal sealed record TrackHour(DateTimeOffset Hour, long Plays, long Listeners, long Skips, double SkipRate)
{
    public static TrackHour Of(long hourMs, SketchGroup group)
    {
        var rate = Core.Telemetry.Live.SkipRate.Of(group[LiveMeasure.Plays], group[LiveMeasure.Faults]);
        return new TrackHour(DateTimeOffset.FromUnixTimeMilliseconds(hourMs), rate.Plays, group[LiveMeasure.Listeners], rate.Skips, Math.Round(rate.Rate, 4));
    }
}
