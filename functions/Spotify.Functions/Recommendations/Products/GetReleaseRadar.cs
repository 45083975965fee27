using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/me/release-radar</c>: what came out lately, of followed artists before others.</summary>
public sealed class GetReleaseRadar(ListenerProducts products, ProductAnswers answers)
{
    /// <summary>Answers with the list, or with what is popular.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetReleaseRadar))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get Release Radar")]
    [Answers(200, typeof(RecommendedListView))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/release-radar")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return ApiResults.Json(await answers.ShowAsync(request, await products.ReleaseRadarAsync(session, cancellationToken), cancellationToken));
    }
}
