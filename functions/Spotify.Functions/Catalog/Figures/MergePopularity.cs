using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>Merges what the ranges gave one bucket of ids.</summary>
public sealed class MergePopularity(PopularityRun run)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The bucket.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its highest scores.</returns>
    [Function(nameof(MergePopularity))]
    public Task<PopularityTops> Run([ActivityTrigger] PopularityBucketInput input, CancellationToken cancellationToken) => run.MergeAsync(input, cancellationToken);
}
