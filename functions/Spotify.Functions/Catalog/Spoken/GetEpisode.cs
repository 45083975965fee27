using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/episodes/{id}</c>: an episode, in the Spotify Web API's shape.</summary>
public sealed class GetEpisode(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the episode as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The episode.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetEpisode))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an episode")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(EpisodeView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/episodes/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Episode, CatalogAges.Spoken, async view => (await pages.EpisodesAsync([id], view, cancellationToken))[0]);
}
