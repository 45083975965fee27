using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Search;

/// <summary>Fills an index with everything that is published.</summary>
public sealed class FillSearchIndex(SearchReindexing reindexing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many items.</returns>
    [Function(nameof(FillSearchIndex))]
    public Task<long> Run([ActivityTrigger] FillInput input, CancellationToken cancellationToken) => reindexing.FillAsync(input, cancellationToken);
}
