using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Search;

/// <summary>Makes a filled index the live one.</summary>
public sealed class SwitchSearchIndex(SearchReindexing reindexing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False where another run has begun since.</returns>
    [Function(nameof(SwitchSearchIndex))]
    public Task<bool> Run([ActivityTrigger] FillInput input, CancellationToken cancellationToken) => reindexing.SwitchAsync(input, cancellationToken);
}
