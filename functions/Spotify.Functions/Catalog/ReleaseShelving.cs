using System.Globalization;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Puts published albums where they are listed: on the shelves of all artists whom they name, among the new releases, under their genres. It follows from the album's document alone and
/// comes after the one visible step of a publication, so nothing is listed that is not published; whoever repeats the publication repeats this.
/// </summary>
internal sealed class ReleaseShelving(IDocumentStore store, ShelfWriter shelves)
{
    private const int Attempts = 20;

    /// <summary>Brings all lists in line with an album as it is published now.</summary>
    /// <returns>The album and where it stands, or stood; null where it is not published.</returns>
    /// <exception cref="TransientException">The store is in trouble, or others kept publishing the album.</exception>
    public async Task<ShelvedAlbum?> SettleAsync(string albumId, CancellationToken cancellationToken)
    {
        var artists = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.ReadCatalogAsync<AlbumDocument>(AlbumDocument.IdOf(albumId), cancellationToken) is not { } stored)
                return null;
            var document = stored.Value;
            foreach (var place in document.Former.Where(place => place.Piece.Length > 0))
            {
                await shelves.TakeAsync<ArtistDocument>(place.List, place.Piece, albumId, cancellationToken);
                artists.Add(ArtistDocument.ArtistOf(place.List));
            }

            foreach (var credit in document.Credits)
            {
                var place = new ShelfPlace(ArtistDocument.IdOf(credit.ArtistId), PieceOf(document.Album));
                await shelves.PutAsync(place.List, place.Piece, EntryOf(document.Album, credit), () => new ArtistDocument { Name = credit.Name }, cancellationToken);
                artists.Add(credit.ArtistId);
            }

            await ListAsync(document, cancellationToken);
            // Another version may have been published meanwhile, and then what was written last may be of this one.
            if ((await store.ReadCatalogAsync<AlbumDocument>(AlbumDocument.IdOf(albumId), cancellationToken))?.ETag == stored.ETag)
                return new ShelvedAlbum(document.Album, [.. artists], document.FormerTracks);
        }

        throw new TransientException($"Others kept publishing album {albumId}");
    }

    /// <summary>Where an album is listed in this version.</summary>
    public static IReadOnlyList<ShelfPlace> PlacesOf(Album album, IReadOnlyList<AlbumCredit> credits) =>
    [
        .. credits.Select(credit => new ShelfPlace(ArtistDocument.IdOf(credit.ArtistId), PieceOf(album))),
        .. AlbumListEntry.ScopesOf(album).Select(scope => new ShelfPlace(scope, "")),
    ];

    private static string PieceOf(Album album) => album.ReleaseDate.Year.ToString("0000", CultureInfo.InvariantCulture);

    private static ShelfEntry EntryOf(Album album, AlbumCredit credit)
    {
        var isOwn = credit.Group != AlbumCredit.AppearsOn;
        return new ShelfEntry
        {
            Id = album.Id,
            Key = CatalogLinks.Date(album.ReleaseDate),
            Group = credit.Group,
            Genres = isOwn ? album.Genres : [],
            Cover = isOwn ? album.CoverBlob : null,
        };
    }

    private async Task ListAsync(AlbumDocument document, CancellationToken cancellationToken)
    {
        var id = AlbumListEntry.IdOf(document.Album);
        var entry = new AlbumListEntry { AlbumId = document.Album.Id };
        var here = AlbumListEntry.ScopesOf(document.Album)
            .Select(scope => new PartitionBatch(DocumentContainer.Aggregates, scope, [DocumentOperation.Upsert(id, entry, AlbumListEntry.TimeToLiveOf(scope))]));
        var gone = document.Former.Where(place => place.Piece.Length == 0)
            .Select(place => new PartitionBatch(DocumentContainer.Aggregates, place.List, [DocumentOperation.Delete(id)]));
        await store.WriteManyAsync([.. here, .. gone], cancellationToken);
    }
}

/// <summary>An album whose lists are in line with it.</summary>
/// <param name="Album">The album as it is published.</param>
/// <param name="Artists">The artists on whose shelves it stands, or stood.</param>
/// <param name="FormerTracks">Tracks that an earlier version named.</param>
internal sealed record ShelvedAlbum(Album Album, IReadOnlyList<string> Artists, IReadOnlyList<string> FormerTracks)
{
    /// <summary>All that is new, changed or gone with it.</summary>
    public IReadOnlyList<CatalogChange> Changes(DateTimeOffset now) =>
    [
        new CatalogChange(CatalogKinds.Album, Album.Id, now),
        .. Album.Tracks.Select(track => track.Id).Concat(FormerTracks).Distinct(StringComparer.Ordinal).Select(id => new CatalogChange(CatalogKinds.Track, id, now)),
        .. Artists.Select(id => new CatalogChange(CatalogKinds.Artist, id, now)),
    ];
}
