using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Removes what a run left in storage on its way.</summary>
public sealed class RemoveParts(PeriodSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RemoveParts))]
    public Task Run([ActivityTrigger] BeginInput input, CancellationToken cancellationToken) => sealing.RemovePartsAsync(input, cancellationToken);
}
