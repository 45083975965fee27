using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>Artists and their albums over the container <c>catalog</c>, kept in this process.</summary>
internal sealed class ArtistCatalog
{
    private readonly IDocumentStore _store;
    private readonly ShelfReader _shelves;
    private readonly ReadThroughCache<KeptArtist> _artists;

    public ArtistCatalog(IDocumentStore store, ShelfReader shelves, ReadThroughCacheOptions cache, SpotifyMetrics metrics, TimeProvider time)
    {
        (_store, _shelves) = (store, shelves);
        _artists = new("artist", cache, LoadAsync, static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
    }

    public async ValueTask<Artist?> FindAsync(string artistId, CancellationToken cancellationToken) => (await _artists.GetAsync(artistId, cancellationToken))?.Artist;

    /// <summary>A page of an artist's albums, the newest first; null where there is no such artist.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ShelfPage?> AlbumsAsync(string artistId, ListQuery query, IReadOnlySet<string>? groups, CancellationToken cancellationToken) =>
        await _artists.GetAsync(artistId, cancellationToken) is { } artist
            ? await _shelves.PageAsync(ArtistDocument.IdOf(artistId), artist.Pieces, query, groups, isDescending: true, cancellationToken)
            : null;

    /// <summary>An artist's newest albums, the newest first.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<ShelfEntry>> NewestAsync(string artistId, int most, CancellationToken cancellationToken) =>
        await _artists.GetAsync(artistId, cancellationToken) is { } artist
            ? await _shelves.LastAsync(ArtistDocument.IdOf(artistId), artist.Pieces, most, cancellationToken)
            : [];

    /// <summary>Forgets what is kept of an artist whom this instance has changed.</summary>
    public void Forget(string artistId) => _artists.Remove(artistId);

    private async Task<KeptArtist?> LoadAsync(string artistId, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<ArtistDocument>(ArtistDocument.IdOf(artistId), cancellationToken) is { } found && found.Value.ToArtist(artistId) is { } artist
            ? new KeptArtist(artist, found.Value.Pieces, found.ETag)
            : null;

    private sealed record KeptArtist(Artist Artist, IReadOnlyDictionary<string, ShelfSummary> Pieces, string ETag);
}
