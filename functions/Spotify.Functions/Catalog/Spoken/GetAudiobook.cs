using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/audiobooks/{id}</c>: an audiobook, in the Spotify Web API's shape.</summary>
public sealed class GetAudiobook(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the audiobook as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The audiobook.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAudiobook))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an audiobook")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(AudiobookView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audiobooks/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Audiobook, CatalogAges.Spoken, view => pages.AudiobookAsync(id, view, ListQuery.First(request), cancellationToken));
}
