using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Finds what is to be sealed of an hour.</summary>
public sealed class PlanSeal(ArchiveSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The hour.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The next version; null when there is nothing to do.</returns>
    [Function(nameof(PlanSeal))]
    public Task<SealPlan?> Run([ActivityTrigger] SealInput input, CancellationToken cancellationToken) => sealing.PlanAsync(input, cancellationToken);
}
