using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>What closings count, beside <see cref="SpotifyMetrics"/>, on the same meter.</summary>
public sealed class ClosingMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _closings;
    private readonly Counter<long> _counterFaults;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public ClosingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _closings = _meter.CreateCounter<long>("ledger_closings_total", description: "Periods closed, and closed ones computed again, by outcome: closed, same, different.");
        _counterFaults = _meter.CreateCounter<long>("ledger_counter_differences_total", description: "Markets and products of a month whose daily counters do not equal the ledger.");
    }

    internal void Closed(string outcome) => _closings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void CountersDiffer(string period, int count) => _counterFaults.Add(count, new KeyValuePair<string, object?>("period", period));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
