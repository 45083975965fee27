using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/browse/categories</c>: the categories, in pages.</summary>
public sealed class GetCategories(CatalogAnswers answers)
{
    /// <summary>Answers with a page of the categories.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategories))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get categories")]
    [Query("locale", CatalogQueries.Locale)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Answers(200, typeof(CategoriesView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/browse/categories")] HttpRequest request) =>
        Categories.TryReadLanguage(request, out var language, out var refusal)
            ? answers.ListAsync(request, CatalogAges.Fixed, (view, query) => Task.FromResult<CategoriesView?>(Categories.Page(query, language, view)))
            : Task.FromResult(refusal);
}
