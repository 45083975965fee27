using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/episodes</c>: several episodes by their ids, null in the place of what is not there.</summary>
public sealed class GetEpisodes(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the episodes in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetEpisodes))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several episodes")]
    [Query("ids", "Ids of the episodes, separated by commas, at most 50.", IsRequired = true)]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(EpisodesView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/episodes")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Episode, 50, CatalogAges.Spoken, async (ids, view) => new EpisodesView(await pages.EpisodesAsync(ids, view, cancellationToken)));
}
