using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>GET /v1/artists/{id}/albums</c>: an artist's albums, the newest first, in pages.</summary>
public sealed class GetArtistAlbums(ArtistPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the albums.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetArtistAlbums))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an artist's albums")]
    [Query("include_groups", "What the album is to the artist: album, single, compilation, appears_on, separated by commas.")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Query("after", CatalogQueries.After)]
    [Answers(200, typeof(PageView<SimpleAlbumView>))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/albums")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        ArtistPages.TryReadGroups(request, out var groups, out var refusal)
            ? answers.PageAsync(request, id, CatalogKinds.Artist, CatalogAges.List, (view, query) => pages.AlbumsAsync(id, groups, view, query, cancellationToken))
            : Task.FromResult(refusal);
}
