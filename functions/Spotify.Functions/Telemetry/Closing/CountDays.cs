using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Adds up the daily counters of a range.</summary>
public sealed class CountDays(CounterCheck check)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which range.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CountDays))]
    public Task<CountedPlays> Run([ActivityTrigger] CountInput input, CancellationToken cancellationToken) => check.CountDaysAsync(input, cancellationToken);
}
