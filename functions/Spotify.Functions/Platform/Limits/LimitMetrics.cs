using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Limits;

/// <summary>Counts refusals, on the meter of <see cref="SpotifyMetrics"/>.</summary>
internal sealed class LimitMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;

    public LimitMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _refused = _meter.CreateCounter<long>("requests_limited_total", description: "Requests that were refused because their caller's budget was used up.");
    }

    public void Refused(LimitKind kind) => _refused.Add(1, new KeyValuePair<string, object?>("kind", LimitStore.NameOf(kind)));

    public void Dispose() => _meter.Dispose();
}
