using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>Counts what became of calls to dependencies, and tells the state of circuits, on the meter of <see cref="SpotifyMetrics"/>.</summary>
internal sealed class ResilienceMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _retries;

    public ResilienceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _failures = _meter.CreateCounter<long>("dependency_failures_total", description: "Calls to a dependency that failed or took too long, each try by itself.");
        _refusals = _meter.CreateCounter<long>("dependency_refusals_total", description: "Calls that were not made, since the circuit was open or too many were under way.");
        _retries = _meter.CreateCounter<long>("dependency_retries_total", description: "Calls that were made again.");
    }

    /// <summary>Tells circuits' states whenever somebody reads the metrics.</summary>
    /// <param name="read">The dependencies and the states of their circuits.</param>
    public void Watch(Func<IEnumerable<DependencyCircuit>> read) => _meter.CreateObservableGauge(
        "dependency_circuit_state",
        () => read().Select(one => new Measurement<int>((int)one.State, new KeyValuePair<string, object?>("dependency", one.Dependency.NameOf()))),
        description: "0 closed, 1 trying, 2 open.");

    public void Failed(Dependency dependency) => _failures.Add(1, new KeyValuePair<string, object?>("dependency", dependency.NameOf()));

    /// <param name="dependency">The dependency.</param>
    /// <param name="reason"><c>circuit</c> or <c>full</c>.</param>
    public void Refused(Dependency dependency, string reason) => _refusals.Add(1, new("dependency", dependency.NameOf()), new("reason", reason));

    public void Retried(Dependency dependency) => _retries.Add(1, new KeyValuePair<string, object?>("dependency", dependency.NameOf()));

    public void Dispose() => _meter.Dispose();
}

/// <summary>A dependency's circuit as it is now.</summary>
/// <param name="Dependency">The dependency.</param>
/// <param name="State">The state.</param>
public sealed record DependencyCircuit(Dependency Dependency, CircuitState State);
