using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Puts a period under one root.</summary>
public sealed class SealPeriod(PeriodSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The parts of the period.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SealPeriod))]
    public Task<ClosingResult> Run([ActivityTrigger] SealInput input, CancellationToken cancellationToken) => sealing.SealAsync(input, cancellationToken);
}
