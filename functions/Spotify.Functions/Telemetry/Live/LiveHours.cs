using System.Globalization;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>The figures of hours, kept for seconds while an hour is new and for minutes after, since late events may change it for a day.</summary>
public sealed class LiveHours
{
    /// <summary>Under which name the figures of <see cref="LiveWindow.Markets"/> hold all markets together: a listener in two markets counts once there.</summary>
    internal const string AllMarkets = "*";

    // About 100 bytes a name: 12 MB for a day of tracks, and 0.2 MB for an hour of a market.
    private const int MaxTracks = 5_000;
    private const int MaxTracksOfMarket = 2_000;
    private const int MaxOthers = 1_000;
    private const int Capacity = 400;

    private readonly LiveReader _reader;
    private readonly TimeProvider _time;
    private readonly ReadThroughCache<HourFigures> _recent;
    private readonly ReadThroughCache<HourFigures> _settled;

    /// <summary>Creates the caches; keep one in a process.</summary>
    public LiveHours(LiveReader reader, SpotifyMetrics metrics, TimeProvider time)
    {
        (_reader, _time) = (reader, time);
        var options = new ReadThroughCacheOptions
        {
            Capacity = Capacity,
            FreshFor = TimeSpan.FromSeconds(10),
            ConfirmWithin = TimeSpan.FromSeconds(10),
            LoadTimeout = TimeSpan.FromSeconds(20),
        };
        _recent = new("live_hour", options, LoadAsync, static (_, _) => false, metrics, time);
        _settled = new("live_hour", options with { FreshFor = TimeSpan.FromMinutes(5), ConfirmWithin = TimeSpan.FromMinutes(1) }, LoadAsync, static (_, _) => false, metrics, time);
    }

    /// <summary>The figures of a scope in an hour; of a market, of its tracks.</summary>
    /// <exception cref="TransientException">The store is in trouble, and the hour was not read before.</exception>
    internal async Task<HourFigures> GetAsync(string scope, long hourMs, CancellationToken cancellationToken)
    {
        var age = _time.GetUtcNow().ToUnixTimeMilliseconds() - hourMs;
        var cache = age < 2 * LiveWindow.HourMs ? _recent : _settled;
        return await cache.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{scope}|{hourMs}"), cancellationToken) ?? HourFigures.None;
    }

    /// <summary>The last 24 hours of a scope, the one under way first.</summary>
    /// <exception cref="TransientException">The store is in trouble, and an hour was not read before.</exception>
    internal async Task<IReadOnlyList<(long HourMs, HourFigures Figures)>> GetDayAsync(string scope, CancellationToken cancellationToken)
    {
        var hour = LiveWindow.FloorTo(_time.GetUtcNow().ToUnixTimeMilliseconds(), LiveWindow.HourMs);
        var day = new List<(long, HourFigures)>(24);
        for (var back = 0; back < 24; back++)
            day.Add((hour - (back * LiveWindow.HourMs), await GetAsync(scope, hour - (back * LiveWindow.HourMs), cancellationToken)));
        return day;
    }

    private async Task<HourFigures?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var (scope, hour) = (key.Split('|')[0], long.Parse(key.Split('|')[1], CultureInfo.InvariantCulture));
        var set = await _reader.ReadHourAsync(scope, hour, cancellationToken);
        switch (scope)
        {
            case LiveWindow.Tracks:
                return HourFigures.From(set, LiveName.TrackOf, MaxTracks);
            case LiveWindow.Clients:
                return HourFigures.From(set, LiveName.TextOf, MaxOthers);
            case LiveWindow.Markets:
                MergeAll(set);
                return HourFigures.From(set, LiveName.TextOf, MaxOthers);
            default:
                return HourFigures.From(set, LiveName.TrackOf, MaxTracksOfMarket);
        }
    }

    /// <summary>Adds what all markets come to together, under <see cref="AllMarkets"/>.</summary>
    internal static void MergeAll(SketchSet markets)
    {
        foreach (var market in markets.Groups.Values.ToList())
            markets.Merge(LiveName.Of(AllMarkets), market);
    }
}
