using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary><c>GET /v1/admin/recommendations/weeks/{week}?replay=</c>: how far a week's recommendations are, or how they ended.</summary>
public sealed class GetWeek(WeeklyStatus status)
{
    /// <summary>Answers with a <see cref="WeekView"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run than the usual one.</param>
    /// <param name="week">The week, such as <c>2026-W49</c>.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetWeek))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "See how far a week's recommendations are")]
    [Query("replay", "The name of another run.")]
    [Answers(200, typeof(WeekView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/recommendations/weeks/{week}")] HttpRequest request,
        string week,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (TasteWeek.Parse(week) is null)
            return ApiErrors.InvalidRequest("'week' must be a week of ISO 8601 such as 2026-W49.");
        return DurableRuns.IdOf(WeeklyStatus.InstanceOf(week), request.Query["replay"]) is { } instance
            ? ApiResults.Json(await status.FindAsync(week, instance, client, cancellationToken))
            : ApiErrors.InvalidRequest("'replay' must be given once, and be 1 to 40 letters, digits and hyphens.");
    }
}
