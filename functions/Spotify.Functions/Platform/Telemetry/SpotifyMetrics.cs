using System.Diagnostics.Metrics;
using System.Globalization;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>What the service counts and times. The names are what dashboards and alerts are built on.</summary>
public sealed class SpotifyMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Spotify";

    /// <summary>The route that authorises a play.</summary>
    public const string AuthorisingRoute = "v1/tracks/{id}/stream";

    private static readonly string[] StatusNames = [.. Enumerable.Range(0, 600).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private readonly Meter _meter;
    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _recommendations;
    private readonly Histogram<double> _firstAudio;
    private readonly LevelCounter _firstAudioLevels;
    private readonly LevelCounter _authorisedLevels;
    private readonly Counter<double> _rebuffering;
    private readonly Counter<double> _heard;
    private readonly Counter<long> _playbackEvents;
    private readonly Counter<long> _streams;
    private readonly Counter<long> _cacheHits;
    private readonly Counter<long> _cacheMisses;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public SpotifyMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateHistogram(
            "http_request_duration_seconds", "s", "From the arrival of a request to the last byte of its answer.", advice: Buckets(.01, .05, .1, .25, .5, 1, 2.5, 5));
        _recommendations = _meter.CreateHistogram(
            "recommendation_generation_seconds", "s", "The making of one list.", advice: Buckets(.1, .25, .5, 1, 2, 5, 10));
        _firstAudio = _meter.CreateHistogram(
            "playback_first_audio_seconds", "s", "From the listener's wish to the first sound, as clients report it.", advice: Buckets(.05, .1, .15, .2, .3, .5, 1, 2, 5));
        _firstAudioLevels = new(
            _meter.CreateCounter<long>("playback_first_audio_levels_total", description: "First sounds by the time that they took at the most, as clients report it."), .05, .1, .15, .2, .3, .5, 1, 2, 5);
        _authorisedLevels = new(
            _meter.CreateCounter<long>("playback_authorised_levels_total", description: "Requests for a stream address by the time that their answer took at the most."), .005, .01, .02, .03, .05, .1, .25, .5, 1);
        _rebuffering = _meter.CreateCounter<double>("playback_rebuffer_seconds_total", "s", "How long sound stopped for want of data, as clients report it.");
        _heard = _meter.CreateCounter<double>("playback_heard_seconds_total", "s", "How far plays that ended had come, as clients report it.");
        _playbackEvents = _meter.CreateCounter<long>("playback_events_total", description: "Playback events taken in.");
        _streams = _meter.CreateCounter<long>("stream_counts_total", description: "Stream addresses given out.");
        _cacheHits = _meter.CreateCounter<long>("cache_hits_total", description: "Reads that a cache answered.");
        _cacheMisses = _meter.CreateCounter<long>("cache_misses_total", description: "Reads that went past a cache.");
    }

    /// <summary>Whether anybody listens to request times; when nobody does, they need not be taken.</summary>
    internal bool TimesRequests => _requests.Enabled;

    /// <summary>A request was answered.</summary>
    /// <param name="method">GET, POST ...</param>
    /// <param name="route">The route's template, so that ids do not multiply the series.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="duration">Until the last byte of the answer.</param>
    public void RequestAnswered(string method, string route, int statusCode, TimeSpan duration)
    {
        var status = (uint)statusCode < (uint)StatusNames.Length ? StatusNames[statusCode] : "other";
        _requests.Record(duration.TotalSeconds, new("method", method), new("route", route), new("status_code", status));
        if (route == AuthorisingRoute)
            _authorisedLevels.Add(duration.TotalSeconds);
    }

    /// <summary>Playback events were taken in.</summary>
    /// <param name="eventType">Their type, such as <c>start</c>; from a closed list, never the caller's own text.</param>
    /// <param name="deviceType">The device's type, such as <c>phone</c>; likewise.</param>
    /// <param name="count">How many.</param>
    public void PlaybackEventsTaken(string eventType, string deviceType, long count = 1) =>
        _playbackEvents.Add(count, new("event_type", eventType), new("device_type", deviceType));

    /// <summary>A client told how long the first sound took.</summary>
    /// <param name="wait">From the listener's wish to the first sound.</param>
    public void FirstAudio(TimeSpan wait)
    {
        _firstAudio.Record(wait.TotalSeconds);
        _firstAudioLevels.Add(wait.TotalSeconds);
    }

    /// <summary>A client told for how long sound stopped for want of data.</summary>
    /// <param name="stopped">For how long altogether.</param>
    public void Rebuffered(TimeSpan stopped) => _rebuffering.Add(stopped.TotalSeconds);

    /// <summary>A play ended.</summary>
    /// <param name="heard">How far it had come.</param>
    public void Heard(TimeSpan heard) => _heard.Add(heard.TotalSeconds);

    /// <summary>A stream address was given out.</summary>
    /// <param name="subscriptionType">The listener's tier, such as <c>premium</c>.</param>
    public void StreamGiven(string subscriptionType) => _streams.Add(1, new KeyValuePair<string, object?>("subscription_type", subscriptionType));

    /// <summary>A list of recommendations was made.</summary>
    /// <param name="algorithm">How.</param>
    /// <param name="duration">How long it took.</param>
    public void RecommendationsMade(string algorithm, TimeSpan duration) =>
        _recommendations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("algorithm", algorithm));

    /// <summary>A cache answered.</summary>
    /// <param name="cacheType">Which cache, such as <c>track</c>.</param>
    public void CacheHit(string cacheType) => _cacheHits.Add(1, new KeyValuePair<string, object?>("cache_type", cacheType));

    /// <summary>A read went past a cache.</summary>
    /// <param name="cacheType">Which cache, such as <c>track</c>.</param>
    public void CacheMiss(string cacheType) => _cacheMisses.Add(1, new KeyValuePair<string, object?>("cache_type", cacheType));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
