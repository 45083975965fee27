using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/me/daily-mixes</c>: the parts of the listener's taste, familiar and new.</summary>
public sealed class GetDailyMixes(ListenerProducts products, ProductAnswers answers)
{
    /// <summary>Answers with at most six mixes; none for a listener of whom too little is known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetDailyMixes))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get Daily Mixes")]
    [Answers(200, typeof(RecommendedListsView))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/daily-mixes")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return ApiResults.Json(await answers.ShowAllAsync(request, await products.DailyMixesAsync(session, cancellationToken), cancellationToken));
    }
}
