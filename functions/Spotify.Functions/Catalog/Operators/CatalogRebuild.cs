using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>The steps of <see cref="RebuildLists"/>.</summary>
public sealed class CatalogRebuild
{
    private const int Ranges = 32;

    private readonly IDocumentStore _store;
    private readonly CatalogService _catalog;

    internal CatalogRebuild(IDocumentStore store, CatalogService catalog) => (_store, _catalog) = (store, catalog);

    /// <summary>The ranges of the catalogue.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<string>> PlanAsync(CancellationToken cancellationToken) =>
        [.. (await _store.GetScanRangesAsync(DocumentContainer.Catalog, Ranges, cancellationToken)).Select(range => range.Token)];

    /// <summary>Puts the albums of a range where they are listed, and announces them. Safe to repeat.</summary>
    /// <returns>How many albums it holds.</returns>
    /// <exception cref="TransientException">The store or the hub is in trouble.</exception>
    public async Task<int> SettleAsync(string range, CancellationToken cancellationToken)
    {
        var albums = 0;
        await foreach (var album in CatalogScan.AlbumsAsync(_store, new ScanRange(range), cancellationToken))
        {
            await _catalog.SettleAsync(album.Id, cancellationToken);
            albums++;
        }

        return albums;
    }
}
