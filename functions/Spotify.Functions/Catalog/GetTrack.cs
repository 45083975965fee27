using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/tracks/{id}</c>: a track, in the Spotify Web API's shape.</summary>
public sealed class GetTrack(ICatalog catalog, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the track as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetTrack))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get a track")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(TrackView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Track, CatalogAges.Track, async view =>
            await catalog.FindTrackAsync(id, cancellationToken) is { } found ? await presenter.TrackAsync(found, view, cancellationToken) : null);
}
