using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Audit;

/// <summary>Counts what operators did, and what of it could not be written down.</summary>
internal sealed class AuditMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _missed;

    public AuditMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _entries = _meter.CreateCounter<long>("audit_entries_total", description: "Operators' actions that were written down, by outcome.");
        _missed = _meter.CreateCounter<long>("audit_missed_total", description: "Halves of operators' actions that could not be written down, by half; without its beginning an action is not done.");
    }

    public void Written(string outcome) => _entries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Missed(string half) => _missed.Add(1, new KeyValuePair<string, object?>("half", half));

    public void Dispose() => _meter.Dispose();
}
