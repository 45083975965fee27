using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary><c>POST /v1/admin/periods/{period}/close?replay=</c>: an operator closes a month by hand, or has a closed one computed again and compared.</summary>
public sealed class StartClosing(PeriodStatus periods)
{
    /// <summary>Starts <see cref="ClosePeriod"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run of a month whose closing is done, or has failed.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("StartClosing")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Close a month")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/periods/{period}/close")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (periods.FindReasonToWait(period) is { } reason)
            return ApiErrors.Conflict(reason);
        if (DurableRuns.IdOf(PeriodStatus.InstanceOf(period), request.Query["replay"]) is not { } instance)
            return ApiErrors.InvalidRequest("replay takes 1 to 40 letters, digits and hyphens.");
        return await client.StartOnceAsync(nameof(ClosePeriod), instance, new CloseInput(period, request.HttpContext.GetCaller().Subject), cancellationToken)
            ? ApiResults.Json(new { instance }, StatusCodes.Status202Accepted)
            : ApiErrors.Conflict($"Run {instance} is under way, or has ended: GET /v1/admin/periods/{period} tells. To run it again, give it a name with ?replay=.");
    }
}
