using System.Diagnostics.Metrics;
using Azure.Messaging.EventHubs;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>What the intake and the consumers of events count and time, beside <see cref="SpotifyMetrics"/>, on the same meter.</summary>
public sealed class TelemetryMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _counted;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _poison;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _handled;
    private readonly Counter<long> _taken;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _requestsRefused;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public TelemetryMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _counted = _meter.CreateCounter<long>("plays_decided_total", description: "Plays that were counted, or found not to count after all.");
        _ignored = _meter.CreateCounter<long>("plays_ignored_total", description: "What was taken in and leads to no play, by reason.");
        _poison = _meter.CreateCounter<long>("poison_events_total", description: "Events of a hub that could not be read and were parked.");
        _lag = _meter.CreateHistogram<double>("event_consumer_lag_seconds", "s", "From the hub's taking of the newest event of a batch to the end of its handling.");
        _handled = _meter.CreateCounter<long>("events_handled_total", description: "Events that a consumer group has handled, by hub and group.");
        _taken = _meter.CreateCounter<long>("client_events_total", description: "Events taken in that are not playback, by hub and type.");
        _refused = _meter.CreateCounter<long>("client_events_refused_total", description: "Events of all types that were refused, by reason.");
        _requestsRefused = _meter.CreateCounter<long>("event_requests_refused_total", description: "Requests of events that were sent away, since a hub did not take them.");
    }

    internal void Decided(bool counted, int count = 1) => _counted.Add(count, new KeyValuePair<string, object?>("decision", counted ? "counted" : "withdrawn"));

    internal void Ignored(string reason, int count)
    {
        if (count > 0)
            _ignored.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    internal void Poison(string hub) => _poison.Add(1, new KeyValuePair<string, object?>("hub", hub));

    /// <summary>A batch of a hub was handled.</summary>
    internal void Handled(string hub, string group, IReadOnlyList<EventData> batch, DateTimeOffset now)
    {
        _lag.Record(Math.Max(0, (now - batch[^1].EnqueuedTime).TotalSeconds), new("hub", hub), new("consumer_group", group));
        var count = 0L;
        foreach (var data in batch)
            count += data.Properties.TryGetValue(EventProperties.Events, out var events) && events is int or long ? Convert.ToInt64(events, System.Globalization.CultureInfo.InvariantCulture) : 1;
        _handled.Add(count, new("hub", hub), new("consumer_group", group));
    }

    internal void RequestRefused(PublishResult result) =>
        _requestsRefused.Add(1, new KeyValuePair<string, object?>("reason", result == PublishResult.Overloaded ? "overloaded" : "hub_unavailable"));

    /// <summary>Counts what a request had beside accepted playback events.</summary>
    internal void Taken(EventRequest request)
    {
        if (request.ForwardedTo(EventStream.Plays) == request.Count)
            return;
        foreach (ref readonly var one in request.Events)
        {
            if (one.Rejection != EventRejection.None)
                _refused.Add(1, new KeyValuePair<string, object?>("reason", EventNames.Of(one.Rejection)));
            else if (one.Activity != ActivityType.None && !one.IsDuplicate)
                _taken.Add(1, new("hub", EventHubNames.Of(EventNames.StreamOf(one.Activity))), new("event_type", EventNames.Of(one.Activity)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal static void Count(SpotifyMetrics metrics, EventRequest request)
    {
        Span<int> types = stackalloc int[EventTypes.Count];
        foreach (ref readonly var one in request.Events)
        {
            if (!one.IsForwarded)
                continue;
            types[(int)one.Type]++;
            if (one.FirstAudioMs >= 0)
                metrics.FirstAudio(TimeSpan.FromMilliseconds(one.FirstAudioMs));
            if (one.RebufferMs > 0)
                metrics.Rebuffered(TimeSpan.FromMilliseconds(one.RebufferMs));
            if (one.Type is PlaybackEventType.Complete or PlaybackEventType.Skip && one.PositionMs > 0)
                metrics.Heard(TimeSpan.FromMilliseconds(one.PositionMs));
        }

        // 0 is what is not playback.
        for (var type = 1; type < types.Length; type++)
        {
            if (types[type] > 0)
                metrics.PlaybackEventsTaken(EventNames.Of((PlaybackEventType)type), EventNames.Of(request.Device), types[type]);
        }
    }

    private static class EventTypes
    {
        public static readonly int Count = Enum.GetValues<PlaybackEventType>().Max(type => (int)type) + 1;
    }
}
