using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/audiobooks/{id}/chapters</c>: an audiobook's chapters, in pages.</summary>
public sealed class GetAudiobookChapters(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the chapters, in their order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The audiobook.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAudiobookChapters))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an audiobook's chapters")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Query("after", CatalogQueries.After)]
    [Answers(200, typeof(PageView<SimpleChapterView>))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audiobooks/{id}/chapters")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.PageAsync(request, id, CatalogKinds.Audiobook, CatalogAges.List, (view, query) => pages.ChaptersAsync(id, view, query, cancellationToken));
}
