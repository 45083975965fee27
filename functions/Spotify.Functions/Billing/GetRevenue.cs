using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Billing;

/// <summary><c>GET /v1/admin/revenue/{period}</c>: what a period has taken in so far.</summary>
public sealed class GetRevenue(IRevenue revenue)
{
    /// <summary>Answers with the totals.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRevenue")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Billing", "Get the revenue of a period")]
    [Answers(200, typeof(RevenueView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/revenue/{period}")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AccountingPeriod.IsValid(period)
            ? ApiResults.Json(new RevenueView(period, await revenue.SumAsync(period, cancellationToken)))
            : ApiErrors.InvalidRequest("period: a month as yyyy-MM.");
    }
}
