using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Search;

/// <summary>Makes the index to be filled.</summary>
public sealed class BeginReindex(SearchReindexing reindexing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The index.</returns>
    [Function(nameof(BeginReindex))]
    public Task<string> Run([ActivityTrigger] string run, CancellationToken cancellationToken) => reindexing.BeginAsync(run, cancellationToken);
}
