using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>What operators see of this moment and the last day; kept for ten seconds, and longer while the store is away.</summary>
public sealed class LiveStatus
{
    private const int MaxSkipRates = 50;
    private const int LeastPlaysForSkipRate = 20;
    private const int MaxAnomalies = 100;
    private const int NowMinutes = 5;
    private const int CachedTracks = 1_000;
    private const int CachedArtists = 20_000;

    private readonly LiveReader _reader;
    private readonly LiveHours _hours;
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ArtistListeners _artists;
    private readonly ReadThroughCache<LiveAnswer> _status;
    private readonly ReadThroughCache<LiveTrackAnswer> _tracks;
    private readonly ReadThroughCache<ArtistListenersAnswer> _listeners;

    /// <summary>Creates the caches; keep one in a process.</summary>
    public LiveStatus(LiveReader reader, LiveHours hours, IDocumentStore documents, SpotifyMetrics metrics, TimeProvider time, Microsoft.Extensions.Logging.ILoggerFactory loggers)
    {
        (_reader, _hours, _documents, _time) = (reader, hours, documents, time);
        _artists = new ArtistListeners(documents, Microsoft.Extensions.Logging.LoggerFactoryExtensions.CreateLogger<ArtistListeners>(loggers));
        _status = new("live", LiveCaches.Short(1), (_, cancellation) => LoadAsync(cancellation), static (_, _) => false, metrics, time);
        _tracks = new("live_track", LiveCaches.Short(CachedTracks), LoadTrackAsync, static (_, _) => false, metrics, time);
        _listeners = new("artist_listeners", LiveCaches.Hourly(CachedArtists), LoadArtistAsync, static (_, _) => false, metrics, time);
    }

    /// <summary>All of it.</summary>
    /// <exception cref="TransientException">The store is in trouble, and nothing was read before.</exception>
    internal async Task<LiveAnswer> GetAsync(CancellationToken cancellationToken) => (await _status.GetAsync("live", cancellationToken))!;

    /// <summary>A track in the last 24 hours.</summary>
    /// <exception cref="TransientException">The store is in trouble, and the track was not read before.</exception>
    internal async Task<LiveTrackAnswer> GetTrackAsync(string track, CancellationToken cancellationToken) => (await _tracks.GetAsync(track, cancellationToken))!;

    /// <summary>The monthly listeners of an artist, at most an hour old.</summary>
    /// <exception cref="TransientException">The store is in trouble, and the artist was not read before.</exception>
    internal async Task<ArtistListenersAnswer> GetArtistAsync(string artist, CancellationToken cancellationToken) => (await _listeners.GetAsync(artist, cancellationToken))!;

    private async Task<LiveAnswer?> LoadAsync(CancellationToken cancellationToken)
    {
        var active = await _hours.GetDayAsync(LiveWindow.Markets, cancellationToken);
        return new LiveAnswer(
            _time.GetUtcNow(),
            await NowAsync(cancellationToken),
            [.. active.Select(one => new ActiveHour(DateTimeOffset.FromUnixTimeMilliseconds(one.HourMs), one.Figures.Of(LiveHours.AllMarkets).Listeners, Listeners(one.Figures)))],
            await SkipRatesAsync(cancellationToken),
            await AnomaliesAsync(cancellationToken),
            IngestView.Of(await _reader.ReadWritersAsync(cancellationToken)));
    }

    private static SortedDictionary<string, long> Listeners(HourFigures figures) =>
        new(figures.ByName.Where(one => one.Key != LiveHours.AllMarkets).ToDictionary(one => one.Key, one => one.Value.Listeners), StringComparer.Ordinal);

    /// <summary>Heard from in this minute or the four before; also with a clock that is a little ahead.</summary>
    private async Task<ByMarket> NowAsync(CancellationToken cancellationToken)
    {
        var minute = LiveWindow.FloorTo(_time.GetUtcNow().ToUnixTimeMilliseconds(), LiveWindow.MinuteMs);
        var all = new SketchSet();
        foreach (var one in (await _reader.ReadAsync(
            LiveWindow.Now, minute - ((NowMinutes - 1) * LiveWindow.MinuteMs), minute + ((NowMinutes + 1) * LiveWindow.MinuteMs), cancellationToken)).Values)
            all.Merge(one);
        LiveHours.MergeAll(all);
        var figures = HourFigures.From(all, LiveName.TextOf, int.MaxValue);
        return new ByMarket(figures.Of(LiveHours.AllMarkets).Listeners, Listeners(figures));
    }

    private async Task<IReadOnlyList<TrackSkips>> SkipRatesAsync(CancellationToken cancellationToken)
    {
        var tracks = new Dictionary<string, (long Plays, long Skips)>();
        foreach (var (_, figures) in await _hours.GetDayAsync(LiveWindow.Tracks, cancellationToken))
        {
            foreach (var (track, figure) in figures.ByName)
            {
                var (plays, skips) = tracks.GetValueOrDefault(track);
                tracks[track] = (plays + figure.Plays, skips + figure.Faults);
            }
        }

        return [.. tracks.Where(one => one.Value.Plays >= LeastPlaysForSkipRate)
            .Select(one => TrackSkips.Of(one.Key, SkipRate.Of(one.Value.Plays, one.Value.Skips)))
            .OrderByDescending(one => one.Low).ThenBy(one => one.Track, StringComparer.Ordinal).Take(MaxSkipRates)];
    }

    private async Task<IReadOnlyList<AnomalyView>> AnomaliesAsync(CancellationToken cancellationToken)
    {
        var from = LiveWindow.HourOf(_time.GetUtcNow().AddHours(-24).ToUnixTimeMilliseconds());
        var page = await _documents.RangeAsync<AnomalyDocument>(
            DocumentContainer.Aggregates, AnomalyDocument.Scope, new IdRange(from, null, Descending: true), MaxAnomalies, null, cancellationToken);
        return [.. page.Documents.Select(one => AnomalyView.Of(one.Document.Value))];
    }

    private async Task<LiveTrackAnswer?> LoadTrackAsync(string track, CancellationToken cancellationToken)
    {
        if (!Core.Telemetry.TrackKey.TryParse(track, out var key))
            return null;
        var now = _time.GetUtcNow();
        var hour = LiveWindow.FloorTo(now.ToUnixTimeMilliseconds(), LiveWindow.HourMs);
        var (day, hours) = (new SketchGroup(), new List<TrackHour>(24));
        for (var back = 0; back < 24; back++)
        {
            var group = await _reader.ReadHourAsync(LiveWindow.Tracks, hour - (back * LiveWindow.HourMs), LiveName.Of(key), cancellationToken);
            day.Merge(group);
            hours.Add(TrackHour.Of(hour - (back * LiveWindow.HourMs), group));
        }

        var rate = SkipRate.Of(day[LiveMeasure.Plays], day[LiveMeasure.Faults]);
        return new LiveTrackAnswer(track, now, day[LiveMeasure.Listeners], TrackSkips.Of(track, rate), hours);
    }

    private async Task<ArtistListenersAnswer?> LoadArtistAsync(string artist, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return new ArtistListenersAnswer(artist, await _artists.CountAsync(artist, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken), now);
    }
}
