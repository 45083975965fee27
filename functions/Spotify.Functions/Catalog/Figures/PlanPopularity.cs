using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>Cuts the counters into ranges.</summary>
public sealed class PlanPopularity(PopularityRun run)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The ranges' tokens.</returns>
    [Function(nameof(PlanPopularity))]
    public Task<IReadOnlyList<string>> Run([ActivityTrigger] PopularityInput input, CancellationToken cancellationToken) => run.PlanAsync(cancellationToken);
}
