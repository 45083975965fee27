using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>Cuts the catalogue into ranges.</summary>
public sealed class PlanRebuild(CatalogRebuild rebuild)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The ranges' tokens.</returns>
    [Function(nameof(PlanRebuild))]
    public Task<IReadOnlyList<string>> Run([ActivityTrigger] string run, CancellationToken cancellationToken) => rebuild.PlanAsync(cancellationToken);
}
