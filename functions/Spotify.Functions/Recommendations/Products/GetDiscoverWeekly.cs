using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/me/discover-weekly</c>: tracks that the listener has never heard, new each Monday.</summary>
public sealed class GetDiscoverWeekly(ListenerProducts products, ProductAnswers answers)
{
    /// <summary>Answers with this week's list, or last week's, or what is popular.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetDiscoverWeekly))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get Discover Weekly")]
    [Answers(200, typeof(RecommendedListView))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/discover-weekly")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return ApiResults.Json(await answers.ShowAsync(request, await products.DiscoverWeeklyAsync(session, cancellationToken), cancellationToken));
    }
}
