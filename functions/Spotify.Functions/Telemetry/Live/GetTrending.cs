using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Live;

/// <summary><c>GET /v1/charts/trending</c>: what is trending in a market in the last half hour.</summary>
public sealed class GetTrending(TrendingCharts charts)
{
    /// <summary>Answers with the chart of the market that is asked for, or the caller's.</summary>
    /// <param name="request">The request; <c>market</c> and <c>limit</c> (1 to 100, 50 where it is not given) in its query.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTrending")]
    [Access(AccessKind.Listener)]
    [Operation("Charts", "Get what is trending")]
    [Query("market", "A country as ISO 3166-1 has it; the caller's where it is left out.")]
    [Query("limit", "How many, 1 to 100.", Type = typeof(int), Default = "50")]
    [Answers(200, typeof(TrendingAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/charts/trending")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = LiveQuery.Read(request.Query, request.HttpContext.GetCaller().Country, out var fault);
        return fault is null ? ApiResults.Json(await charts.GetAsync(query.Market, query.Limit, cancellationToken)) : ApiErrors.InvalidRequest(fault);
    }
}
