using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Royalties.Statements;

namespace Spotify.Functions.Royalties.Periods;

/// <summary><c>POST /v1/admin/royalties/{period}/approve?digest=</c>: an operator stands for a calculated month, and labels get their files.</summary>
public sealed class ApproveRoyalties(IRoyaltyPeriods periods)
{
    /// <summary>Takes the step, or says why it may not be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Starts <see cref="DeliverStatements"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ApproveRoyalties")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Approve a month of royalties")]
    [Query("digest", "The digest of the results that were looked at: others are not approved.")]
    [Answers(200, typeof(RoyaltyPeriod))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/{period}/approve")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (request.Query["digest"] is not { Count: <= 1 } digest || digest.ToString().Length > 64)
            return ApiErrors.InvalidRequest("digest: once, at most 64 characters.");
        var change = await periods.ApproveAsync(period, request.HttpContext.GetCaller().Subject, digest.Count == 0 ? null : digest.ToString(), cancellationToken);
        // Where a crash comes between the two, an operator starts the files with POST .../statements.
        if (change.IsDone)
            await client.StartOnceAsync(nameof(DeliverStatements), StatementDelivery.InstanceOf(period), new DeliverInput(period), cancellationToken);
        return change.IsDone ? ApiResults.Json(change.Period) : ApiErrors.Conflict(change.Refusal!);
    }
}
