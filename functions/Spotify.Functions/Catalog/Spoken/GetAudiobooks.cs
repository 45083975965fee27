using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/audiobooks</c>: several audiobooks by their ids, null in the place of what is not there.</summary>
public sealed class GetAudiobooks(SpokenPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with the audiobooks in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAudiobooks))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several audiobooks")]
    [Query("ids", "Ids of the audiobooks, separated by commas, at most 50.", IsRequired = true)]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(AudiobooksView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audiobooks")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Audiobook, 50, CatalogAges.Spoken, async (ids, view) =>
            new AudiobooksView(await Task.WhenAll(ids.Select(id => pages.AudiobookAsync(id, view, ListQuery.First(request), cancellationToken)))));
}
