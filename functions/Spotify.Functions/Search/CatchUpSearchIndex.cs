using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Search;

/// <summary>Reads again what changed while the index was being filled.</summary>
public sealed class CatchUpSearchIndex(SearchUpdates updates)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many items.</returns>
    [Function(nameof(CatchUpSearchIndex))]
    public Task<int> Run([ActivityTrigger] string run, CancellationToken cancellationToken) => updates.CatchUpAsync(cancellationToken);
}
