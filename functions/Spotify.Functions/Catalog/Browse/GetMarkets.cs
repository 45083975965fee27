using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Browse;

/// <summary><c>GET /v1/markets</c>: the markets where the service is offered.</summary>
public sealed class GetMarkets(CatalogAnswers answers)
{
    /// <summary>Answers with the countries, ISO 3166-1 alpha-2.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMarkets))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get available markets")]
    [Answers(200, typeof(MarketsView))]
    [Answers(304)]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/markets")] HttpRequest request) =>
        answers.Of(new MarketsView(Markets.All), CatalogView.Of(request.HttpContext.GetCaller(), ""), CatalogAges.Fixed);
}
