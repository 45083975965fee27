using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Royalties.Job;

namespace Spotify.Functions.Royalties.Periods;

/// <summary><c>POST /v1/admin/royalties/{period}/calculate?replay=</c>: an operator has a month calculated, or a calculated one computed again and compared.</summary>
public sealed class CalculateRoyalties(IRoyaltyPeriods periods)
{
    /// <summary>Starts <see cref="MonthlyRoyalties"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run of a month whose run has ended.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("CalculateRoyalties")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Calculate a month of royalties")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/{period}/calculate")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (await periods.FindReasonNotToCalculateAsync(period, cancellationToken) is { } reason)
            return ApiErrors.Conflict(reason);
        if (DurableRuns.IdOf(RoyaltyStatus.InstanceOf(period), request.Query["replay"]) is not { } instance)
            return ApiErrors.InvalidRequest("replay takes 1 to 40 letters, digits and hyphens.");
        var input = new RoyaltiesInput(period, request.HttpContext.GetCaller().Subject);
        return await client.StartOnceAsync(nameof(MonthlyRoyalties), instance, input, cancellationToken)
            ? ApiResults.Json(new StartedRun(instance), StatusCodes.Status202Accepted)
            : ApiErrors.Conflict($"Run {instance} is under way, or has ended: GET /v1/admin/royalties/{period}/progress tells. To run it again, give it a name with ?replay=.");
    }
}
