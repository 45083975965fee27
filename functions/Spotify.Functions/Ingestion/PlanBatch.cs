using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Finds the releases of a batch and the order in which their messages count.</summary>
public sealed class PlanBatch(BatchPlanning planning)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlanBatch))]
    public Task<BatchPlan> Run([ActivityTrigger] BatchInput input, CancellationToken cancellationToken) => planning.PlanAsync(input, cancellationToken);
}
