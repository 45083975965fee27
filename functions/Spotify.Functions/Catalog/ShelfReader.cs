using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>Reads shelves, whose pieces are kept in this process.</summary>
internal sealed class ShelfReader
{
    private readonly IDocumentStore _store;
    private readonly ReadThroughCache<KeptPiece> _pieces;

    public ShelfReader(IDocumentStore store, ReadThroughCacheOptions cache, SpotifyMetrics metrics, TimeProvider time)
    {
        _store = store;
        _pieces = new("shelf", cache, LoadAsync, static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
    }

    /// <summary>A page; see <see cref="Shelf.PageAsync"/>.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<ShelfPage> PageAsync(
        string owner, IReadOnlyDictionary<string, ShelfSummary> pieces, ListQuery query, IReadOnlySet<string>? groups, bool isDescending, CancellationToken cancellationToken) =>
        Shelf.PageAsync(pieces, piece => PieceAsync(owner, piece, cancellationToken), query, groups, isDescending);

    /// <summary>The last entries, the last first.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<ShelfEntry>> LastAsync(string owner, IReadOnlyDictionary<string, ShelfSummary> pieces, int most, CancellationToken cancellationToken)
    {
        var last = new List<ShelfEntry>(most);
        foreach (var piece in pieces.Keys.OrderDescending(StringComparer.Ordinal))
        {
            if (last.Count >= most)
                break;
            var entries = (await PieceAsync(owner, piece, cancellationToken))?.Entries ?? [];
            last.AddRange(entries.OrderByDescending(entry => (entry.Key, entry.Id), ShelfOrder.Instance).Take(most - last.Count));
        }

        return last;
    }

    /// <summary>Forgets a piece that this instance has changed.</summary>
    public void Forget(string owner, string piece) => _pieces.Remove(ShelfPiece.IdOf(owner, piece));

    private async ValueTask<ShelfPiece?> PieceAsync(string owner, string piece, CancellationToken cancellationToken) =>
        (await _pieces.GetAsync(ShelfPiece.IdOf(owner, piece), cancellationToken))?.Piece;

    private async Task<KeptPiece?> LoadAsync(string id, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<ShelfPiece>(id, cancellationToken) is { } found ? new KeptPiece(found.Value, found.ETag) : null;

    private sealed record KeptPiece(ShelfPiece Piece, string ETag);
}
