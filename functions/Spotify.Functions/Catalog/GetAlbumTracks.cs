using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/albums/{id}/tracks</c>: an album's tracks, in pages.</summary>
public sealed class GetAlbumTracks(ICatalog catalog, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the tracks, in playing order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The album.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAlbumTracks))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an album's tracks")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Answers(200, typeof(PageView<SimpleTrackView>))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/albums/{id}/tracks")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.PageAsync(request, id, CatalogKinds.Album, CatalogAges.Album, async (view, query) =>
            await catalog.FindAlbumAsync(id, cancellationToken) is { } found
                ? query.Show(await presenter.AlbumTracksAsync(found, query.Page, view, cancellationToken), found.Tracks.Count, null)
                : null);
}
