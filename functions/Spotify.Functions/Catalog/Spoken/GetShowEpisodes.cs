using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/shows/{id}/episodes</c>: a show's episodes, the newest first, in pages.</summary>
public sealed class GetShowEpisodes(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the episodes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The show.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetShowEpisodes))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get a show's episodes")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Query("after", CatalogQueries.After)]
    [Answers(200, typeof(PageView<SimpleEpisodeView>))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/shows/{id}/episodes")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.PageAsync(request, id, CatalogKinds.Show, CatalogAges.List, (view, query) => pages.EpisodesAsync(id, view, query, cancellationToken));
}
