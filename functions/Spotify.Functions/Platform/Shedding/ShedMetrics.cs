using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Shedding;

/// <summary>Counts requests under way, and those that were refused for their number.</summary>
internal sealed class ShedMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;
    private int _underWay;

    public ShedMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _refused = _meter.CreateCounter<long>("requests_shed_total", description: "Requests that were refused so that music goes on playing, by kind.");
        _meter.CreateObservableGauge("requests_under_way", () => Volatile.Read(ref _underWay), description: "Requests that this instance is answering.");
    }

    /// <summary>A request began.</summary>
    /// <returns>How many are under way with it.</returns>
    public int Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);

    public void Refused(LimitKind kind) => _refused.Add(1, new KeyValuePair<string, object?>("kind", LimitStore.NameOf(kind)));

    public void Dispose() => _meter.Dispose();
}
