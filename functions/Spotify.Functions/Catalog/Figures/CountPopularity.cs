using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>Reads one range of the counters.</summary>
public sealed class CountPopularity(PopularityRun run)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The range.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many tracks had plays.</returns>
    [Function(nameof(CountPopularity))]
    public Task<int> Run([ActivityTrigger] PopularityRangeInput input, CancellationToken cancellationToken) => run.CountAsync(input, cancellationToken);
}
