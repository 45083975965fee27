using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/tracks</c>: several tracks by their ids, null in the place of what is not there.</summary>
public sealed class GetTracks(CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the tracks in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetTracks))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several tracks")]
    [Query("ids", "Ids of the tracks, separated by commas, at most 50.", IsRequired = true)]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(TracksView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Track, 50, CatalogAges.Track, async (ids, view) =>
            new TracksView(await presenter.TracksAsync(ids, view, cancellationToken)));
}
