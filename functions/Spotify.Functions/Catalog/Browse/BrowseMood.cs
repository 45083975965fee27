using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/browse/moods/{name}</c>: the newest albums that suit a mood, in pages.</summary>
public sealed class BrowseMood(GenreShelves shelves, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the albums.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The mood, as addresses name it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(BrowseMood))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Browse by mood")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Query("after", CatalogQueries.After)]
    [Answers(200, typeof(AlbumsPageView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/browse/moods/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        answers.ListAsync(request, CatalogAges.List, (view, query) => shelves.MoodAsync(name, view, query, cancellationToken));
}
