using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/shows/{id}</c>: a show, in the Spotify Web API's shape.</summary>
public sealed class GetShow(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the show as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The show.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetShow))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get a show")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(ShowView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/shows/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Show, CatalogAges.Spoken, view => pages.ShowAsync(id, view, ListQuery.First(request), cancellationToken));
}
