using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>Writes the popularity of one bucket of ids, and announces what moved.</summary>
public sealed class WritePopularity(PopularityRun run)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The bucket.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many things have another popularity than before.</returns>
    [Function(nameof(WritePopularity))]
    public Task<int> Run([ActivityTrigger] PopularityWriteInput input, CancellationToken cancellationToken) => run.WriteAsync(input, cancellationToken);
}
