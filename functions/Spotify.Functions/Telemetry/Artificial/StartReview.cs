using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary><c>POST /v1/admin/artificial/{date}/review?replay=</c>: an operator has a day reviewed, or reviewed again.</summary>
public sealed class StartReview(TimeProvider time)
{
    /// <summary>Starts the review.</summary>
    /// <param name="request">The request.</param>
    /// <param name="date">The day.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Function(nameof(StartReview))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Review a day's plays")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/artificial/{date}/review")] HttpRequest request,
        string date,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (ArtificialQuery.DateOf(date) is not { } day || day > DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            return ApiErrors.InvalidRequest("date: a day that has begun, as yyyy-MM-dd.");
        return await ReviewRuns.StartAsync(client, day, request.Query["replay"], cancellationToken) is { } instance
            ? ApiResults.Json(new StartedRun(instance), StatusCodes.Status202Accepted)
            : ApiErrors.InvalidRequest("replay: 1 to 40 letters, digits and hyphens.");
    }
}
