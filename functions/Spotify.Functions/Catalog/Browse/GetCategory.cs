using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/browse/categories/{id}</c>: a category.</summary>
public sealed class GetCategory(CatalogAnswers answers)
{
    /// <summary>Answers with the category.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The category.</param>
    [Function(nameof(GetCategory))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get a category")]
    [Query("locale", CatalogQueries.Locale)]
    [Answers(200, typeof(CategoryView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/browse/categories/{id}")] HttpRequest request, string id)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Categories.TryReadLanguage(request, out var language, out var refusal) || !CatalogView.TryRead(request, out var view, out refusal))
            return Task.FromResult(refusal);
        return Task.FromResult(BrowseCategory.Find(id) is { } category
            ? answers.Of(Categories.Show(category, language, view), view, CatalogAges.Fixed)
            : ApiErrors.NotFound("There is no such category."));
    }
}
