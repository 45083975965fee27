using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Periods;

/// <summary><c>GET /v1/admin/royalties/{period}/progress?replay=</c>: how far a calculation is, or how it ended.</summary>
public sealed class GetRoyaltyProgress(RoyaltyStatus status)
{
    /// <summary>Answers with a <see cref="RoyaltyProgressView"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run than the usual one.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRoyaltyProgress")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "See how far a calculation is")]
    [Query("replay", "The name of another run.")]
    [Answers(200, typeof(RoyaltyProgressView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/{period}/progress")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        return DurableRuns.IdOf(RoyaltyStatus.InstanceOf(period), request.Query["replay"]) is { } instance
            ? ApiResults.Json(await status.ProgressAsync(period, instance, client, cancellationToken))
            : ApiErrors.InvalidRequest("replay takes 1 to 40 letters, digits and hyphens.");
    }
}
