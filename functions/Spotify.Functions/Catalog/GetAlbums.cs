using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/albums</c>: several albums by their ids, null in the place of what is not there.</summary>
public sealed class GetAlbums(CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the albums in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAlbums))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several albums")]
    [Query("ids", "Ids of the albums, separated by commas, at most 20.", IsRequired = true)]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(AlbumsView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/albums")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Album, 20, CatalogAges.Album, async (ids, view) =>
            new AlbumsView(await presenter.AlbumsWithTracksAsync(ids, view, cancellationToken)));
}
