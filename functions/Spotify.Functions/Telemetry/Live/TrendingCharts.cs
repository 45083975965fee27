using System.Text.Json;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>What is trending, by market; kept for ten seconds, and longer while the store is away.</summary>
public sealed class TrendingCharts
{
    /// <summary>Tracks in a chart, at the most.</summary>
    public const int MaxTracks = 100;

    private const int HoursBefore = 3;
    private const int Markets = 300;

    private readonly LiveReader _reader;
    private readonly LiveHours _hours;
    private readonly ICatalog _catalog;
    private readonly IOptions<LiveOptions> _options;
    private readonly TimeProvider _time;
    private readonly ReadThroughCache<TrendingAnswer> _charts;

    /// <summary>Creates the cache; keep one in a process.</summary>
    public TrendingCharts(LiveReader reader, LiveHours hours, ICatalog catalog, IOptions<LiveOptions> options, SpotifyMetrics metrics, TimeProvider time)
    {
        (_reader, _hours, _catalog, _options, _time) = (reader, hours, catalog, options, time);
        _charts = new("trending", LiveCaches.Short(Markets), LoadAsync, static (_, _) => false, metrics, time);
    }

    /// <summary>The chart of a market.</summary>
    /// <exception cref="TransientException">The store is in trouble, and the chart was not made before.</exception>
    internal async Task<TrendingAnswer> GetAsync(string market, int limit, CancellationToken cancellationToken)
    {
        var chart = (await _charts.GetAsync(market, cancellationToken))!;
        return chart with { Tracks = [.. chart.Tracks.Take(limit)] };
    }

    private async Task<TrendingAnswer?> LoadAsync(string market, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var newest = LiveWindow.Of(market, now.ToUnixTimeMilliseconds()).StartMs;
        var oldest = newest - ((TrendingScore.Windows - 1) * LiveWindow.FiveMinutesMs);
        var stored = await _reader.ReadAsync(market, oldest, newest + LiveWindow.FiveMinutesMs, cancellationToken);
        List<SketchSet> windows = [.. Enumerable.Range(0, TrendingScore.Windows).Select(age => stored.GetValueOrDefault(newest - (age * LiveWindow.FiveMinutesMs)) ?? new SketchSet())];
        var before = await BeforeAsync(market, oldest, cancellationToken);
        var tracks = new List<TrendingTrack>();
        foreach (var one in TrendingScore.Rank(windows, track => before(LiveName.TrackOf(track)), _options.Value.TrendingLeastListeners))
        {
            if (tracks.Count == MaxTracks)
                break;
            var track = LiveName.TrackOf(one.Track);
            // Taken down since: it trends no more.
            if (await IsPublishedAsync(track, cancellationToken))
                tracks.Add(new TrendingTrack(tracks.Count + 1, track, one.Listeners, Math.Round(one.Growth, 3), Math.Round(one.Score, 3)));
        }

        return new TrendingAnswer(market, now, TrendingScore.Windows * 5, tracks);
    }

    /// <summary>The listeners of a track in an average half hour of the full hours before; hours of which nothing is known are left out.</summary>
    private async Task<Func<string, double>> BeforeAsync(string market, long fromMs, CancellationToken cancellationToken)
    {
        var hours = new List<HourFigures>();
        for (var back = 1; back <= HoursBefore; back++)
            hours.Add(await _hours.GetAsync(market, LiveWindow.FloorTo(fromMs, LiveWindow.HourMs) - (back * LiveWindow.HourMs), cancellationToken));
        hours.RemoveAll(one => one.ByName.Count == 0);
        return track => hours.Count == 0 ? 0 : hours.Average(one => one.Of(track).Listeners) / 2;
    }

    private async Task<bool> IsPublishedAsync(string track, CancellationToken cancellationToken)
    {
        try
        {
            return await _catalog.FindTrackAsync(track, cancellationToken) is not null;
        }
        catch (Exception exception) when (exception is TransientException or JsonException)
        {
            // It was published when it was played.
            return true;
        }
    }
}
