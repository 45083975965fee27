using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/recommendations/available-genre-seeds</c>: the genres that can seed recommendations.</summary>
public sealed class GetGenreSeeds(CatalogAnswers answers)
{
    /// <summary>Answers with the genres.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetGenreSeeds))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get available genre seeds")]
    [Answers(200, typeof(GenresView))]
    [Answers(304)]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/recommendations/available-genre-seeds")] HttpRequest request) =>
        answers.Of(new GenresView(BrowseCategory.AllGenres), CatalogView.Of(request.HttpContext.GetCaller(), ""), CatalogAges.Fixed);
}
