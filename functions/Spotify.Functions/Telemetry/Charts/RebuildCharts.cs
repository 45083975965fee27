using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary><c>POST /v1/admin/charts/{date}</c>: an operator has the charts of a date built anew, final or not.</summary>
public sealed class RebuildCharts(TimeProvider time)
{
    /// <summary>Starts the build and answers with its instance; asked for again, it is the same one, unless <c>replay</c> names another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="date">The charts' date.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RebuildCharts))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Build the charts of a date")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(RebuildAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/charts/{date}")] HttpRequest request,
        string date,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(client);
        var now = time.GetUtcNow();
        if (!ChartQuery.TryReadRebuild(request.Query, date, now, out var day, out var instance, out var fault))
            return ApiErrors.InvalidRequest(fault);
        // False where it is under way or done already: the answer is the same.
        await client.StartOnceAsync(nameof(BuildCharts), instance, new ChartsInput(now, day), cancellationToken);
        return ApiResults.Json(new RebuildAnswer(instance), StatusCodes.Status202Accepted);
    }
}
