using System.Diagnostics.Metrics;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>What live statistics count of their own work, on the application's meter.</summary>
public sealed class LiveMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _anomalies;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public LiveMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _ignored = _meter.CreateCounter<long>("live_events_ignored_total", description: "What live statistics left out, by reason.");
        _dropped = _meter.CreateCounter<long>("live_names_dropped_total", description: "Tracks, markets or client versions that were let go because a window was full, by scope.");
        _anomalies = _meter.CreateCounter<long>("live_anomalies_total", description: "Departures from their own history that were found, by kind.");
    }

    internal void Ignored(string reason, int count)
    {
        if (count > 0)
            _ignored.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    internal void Dropped(string scope, int count)
    {
        if (count > 0)
            _dropped.Add(count, new KeyValuePair<string, object?>("scope", scope));
    }

    internal void Found(AnomalyKind kind) => _anomalies.Add(1, new KeyValuePair<string, object?>("kind", WireNames.Of(kind)));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
