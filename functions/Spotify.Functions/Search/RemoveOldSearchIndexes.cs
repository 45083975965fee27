using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Search;

/// <summary>Removes indexes that are not asked any longer.</summary>
public sealed class RemoveOldSearchIndexes(SearchReindexing reindexing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="index">The live index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many.</returns>
    [Function(nameof(RemoveOldSearchIndexes))]
    public Task<int> Run([ActivityTrigger] string index, CancellationToken cancellationToken) => reindexing.RemoveOldAsync(cancellationToken);
}
