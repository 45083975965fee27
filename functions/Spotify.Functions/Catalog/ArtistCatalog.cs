using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>Artists over the container <c>catalog</c>, kept in this process.</summary>
internal sealed class ArtistCatalog
{
    private readonly IDocumentStore _store;
    private readonly ReadThroughCache<KeptArtist> _artists;

    public ArtistCatalog(IDocumentStore store, ReadThroughCacheOptions cache, SpotifyMetrics metrics, TimeProvider time)
    {
        _store = store;
        _artists = new("artist", cache, LoadAsync, static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
    }

    public async ValueTask<Artist?> FindAsync(string artistId, CancellationToken cancellationToken) => (await _artists.GetAsync(artistId, cancellationToken))?.Artist;

    /// <summary>Forgets what is kept of an artist whom this instance has changed.</summary>
    public void Forget(string artistId) => _artists.Remove(artistId);

    private async Task<KeptArtist?> LoadAsync(string artistId, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<ArtistDocument>(ArtistDocument.IdOf(artistId), cancellationToken) is { } found && found.Value.ToArtist(artistId) is { } artist
            ? new KeptArtist(artist, found.Value.Pieces, found.ETag)
            : null;

    private sealed record KeptArtist(Artist Artist, IReadOnlyDictionary<string, ShelfSummary> Pieces, string ETag);
}
