using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/albums/{id}</c>: an album, in the Spotify Web API's shape.</summary>
public sealed class GetAlbum(ICatalog catalog, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the album as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The album.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAlbum))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an album")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(AlbumView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/albums/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Album, CatalogAges.Album, async view =>
            await catalog.FindAlbumAsync(id, cancellationToken) is { } found ? await presenter.AlbumAsync(found, view, cancellationToken) : null);
}
