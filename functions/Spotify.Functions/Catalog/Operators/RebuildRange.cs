using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>Puts the albums of one range where they are listed.</summary>
public sealed class RebuildRange(CatalogRebuild rebuild)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="range">The range's token.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many albums it holds.</returns>
    [Function(nameof(RebuildRange))]
    public Task<int> Run([ActivityTrigger] string range, CancellationToken cancellationToken) => rebuild.SettleAsync(range, cancellationToken);
}
