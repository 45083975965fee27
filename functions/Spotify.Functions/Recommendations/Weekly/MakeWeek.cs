using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary><c>POST /v1/admin/recommendations/weeks/{week}/make?replay=</c>: an operator has a week's lists made, or made again of what is known now.</summary>
public sealed class MakeWeek(TimeProvider time)
{
    /// <summary>Starts <see cref="WeeklyRecommendations"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run of a week that has run.</param>
    /// <param name="week">The week, such as <c>2026-W49</c>; the present one's lists are shown within minutes.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(MakeWeek))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Make a week's recommendations")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/recommendations/weeks/{week}/make")] HttpRequest request,
        string week,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (TasteWeek.Parse(week) is null)
            return ApiErrors.InvalidRequest("'week' must be a week of ISO 8601 such as 2026-W49.");
        var input = new WeeklyInput(week, time.GetUtcNow(), request.HttpContext.GetCaller().Subject);
        return await client.StartForOperatorAsync(request, nameof(WeeklyRecommendations), WeeklyStatus.InstanceOf(week), input, cancellationToken);
    }
}
