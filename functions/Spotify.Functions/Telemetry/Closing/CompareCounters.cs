using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Compares the daily counters with the ledger.</summary>
public sealed class CompareCounters(CounterCheck check)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What was counted.</param>
    [Function(nameof(CompareCounters))]
    public IReadOnlyList<string> Run([ActivityTrigger] CompareInput input) => check.Compare(input);
}
