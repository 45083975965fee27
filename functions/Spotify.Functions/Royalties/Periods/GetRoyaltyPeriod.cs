using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Periods;

/// <summary><c>GET /v1/admin/royalties/{period}</c>: where a month stands, who took it there, what it came to.</summary>
public sealed class GetRoyaltyPeriod(RoyaltyStatus status)
{
    /// <summary>Answers with a <see cref="RoyaltyPeriodView"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRoyaltyPeriod")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Look at a month of royalties")]
    [Answers(200, typeof(RoyaltyPeriodView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/{period}")] HttpRequest request, string period, CancellationToken cancellationToken) =>
        AccountingPeriod.IsValid(period)
            ? ApiResults.Json(await status.FindAsync(period, cancellationToken))
            : ApiErrors.InvalidPeriod();
}
