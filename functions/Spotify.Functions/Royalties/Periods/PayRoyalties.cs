using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Periods;

/// <summary><c>POST /v1/admin/royalties/{period}/pay?reference=</c>: what was approved has gone to the bank.</summary>
public sealed class PayRoyalties(IRoyaltyPeriods periods)
{
    /// <summary>Takes the step, or says why it may not be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PayRoyalties")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Mark a month of royalties as paid")]
    [Query("reference", "The bank's reference, for the audit.")]
    [Answers(200, typeof(RoyaltyPeriod))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/{period}/pay")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (request.Query["reference"] is not { Count: <= 1 } reference || reference.ToString().Length > 200)
            return ApiErrors.InvalidRequest("reference: once, at most 200 characters.");
        var change = await periods.PayAsync(period, request.HttpContext.GetCaller().Subject, reference.Count == 0 ? null : reference.ToString(), cancellationToken);
        return change.IsDone ? ApiResults.Json(change.Period) : ApiErrors.Conflict(change.Refusal!);
    }
}
