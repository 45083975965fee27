using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/chapters/{id}</c>: a chapter, in the Spotify Web API's shape.</summary>
public sealed class GetChapter(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the chapter as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The chapter.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetChapter))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get a chapter")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(ChapterView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/chapters/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Chapter, CatalogAges.Spoken, async view => (await pages.ChaptersAsync([id], view, cancellationToken))[0]);
}
