using System.Runtime.CompilerServices;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>Reads the whole container for whoever builds something anew from it.</summary>
internal static class CatalogScan
{
    private const int Ranges = 32;

    /// <summary>Everything that is published.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public static async IAsyncEnumerable<CatalogChange> ReadAsync(IDocumentStore store, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var range in await store.GetScanRangesAsync(DocumentContainer.Catalog, Ranges, cancellationToken))
        {
            await foreach (var album in AlbumsAsync(store, range, cancellationToken))
            {
                yield return new CatalogChange(CatalogKinds.Album, album.Id, now);
                foreach (var track in album.Tracks)
                    yield return new CatalogChange(CatalogKinds.Track, track.Id, now);
            }

            await foreach (var artist in KindAsync<ArtistDocument>(store, range, CatalogKinds.Artist, cancellationToken))
            {
                var id = artist.Id[(CatalogKinds.Artist.Length + 1)..];
                if (artist.Value.ToArtist(id) is not null)
                    yield return new CatalogChange(CatalogKinds.Artist, id, now);
            }

            await foreach (var show in KindAsync<ShowDocument>(store, range, CatalogKinds.Show, cancellationToken))
            {
                if (!show.Value.IsWithdrawn)
                    yield return new CatalogChange(CatalogKinds.Show, show.Value.Show.Id, now);
            }

            await foreach (var book in KindAsync<AudiobookDocument>(store, range, CatalogKinds.Audiobook, cancellationToken))
            {
                if (!book.Value.IsWithdrawn)
                    yield return new CatalogChange(CatalogKinds.Audiobook, book.Value.Audiobook.Id, now);
            }

            await foreach (var episode in KindAsync<EpisodeDocument>(store, range, CatalogKinds.Episode, cancellationToken))
            {
                if (!episode.Value.IsWithdrawn)
                    yield return new CatalogChange(CatalogKinds.Episode, episode.Value.Episode.Id, now);
            }

            await foreach (var chapter in KindAsync<ChapterDocument>(store, range, CatalogKinds.Chapter, cancellationToken))
            {
                if (!chapter.Value.IsWithdrawn)
                    yield return new CatalogChange(CatalogKinds.Chapter, chapter.Value.Chapter.Id, now);
            }
        }
    }

    /// <summary>The published albums of a range.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public static async IAsyncEnumerable<Album> AlbumsAsync(IDocumentStore store, ScanRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var album in KindAsync<AlbumDocument>(store, range, CatalogKinds.Album, cancellationToken))
            yield return album.Value.Album;
    }

    private static IAsyncEnumerable<ScannedDocument<T>> KindAsync<T>(IDocumentStore store, ScanRange range, string kind, CancellationToken cancellationToken) =>
        store.ScanAsync<T>(DocumentContainer.Catalog, range, new ScanFilter(Ids: IdRange.Prefix(kind + ":")), cancellationToken);
}
