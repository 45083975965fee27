using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/browse/genres/{name}</c>: the newest albums of a genre, in pages.</summary>
public sealed class BrowseGenre(GenreShelves shelves, CatalogAnswers answers)
{
    /// <summary>Answers with a page of the albums.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The genre, as addresses name it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(BrowseGenre))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Browse by genre")]
    [Query("market", CatalogQueries.Market)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Query("after", CatalogQueries.After)]
    [Answers(200, typeof(AlbumsPageView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/browse/genres/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        answers.ListAsync(request, CatalogAges.List, (view, query) => shelves.GenreAsync(name, view, query, cancellationToken));
}
