using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Adds up what later periods hold as adjustments of a period.</summary>
public sealed class CountAdjustments(CounterCheck check)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which range.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CountAdjustments))]
    public Task<CountedPlays> Run([ActivityTrigger] CountInput input, CancellationToken cancellationToken) => check.CountAdjustmentsAsync(input, cancellationToken);
}
