using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Events;

/// <summary>Counts what the hubs took.</summary>
internal sealed class EventMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;

    public EventMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _published = _meter.CreateCounter<long>("events_published_total", description: "Events that a hub took, by hub.");
    }

    public void Published(string hub, long events) => _published.Add(events, new KeyValuePair<string, object?>("hub", hub));

    public void Dispose() => _meter.Dispose();
}
