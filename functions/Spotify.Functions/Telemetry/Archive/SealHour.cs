using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary><c>POST /v1/admin/archive/{hub}/{hour}/seal</c>: an operator's run for one hour, before its turn or again.</summary>
public sealed class SealHour(ArchiveSealing sealing)
{
    /// <summary>Starts the run; 202 with its name, whether it was there or not.</summary>
    /// <param name="request">The request; <c>replay</c> names a run beside the ordinary one.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="hour">The hour of receipt, <c>yyyy-MM-ddTHH</c>.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("SealHour")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Seal an hour of the archive")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/archive/{hub}/{hour}/seal")] HttpRequest request,
        string hub,
        string hour,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ArchivedHubs.All.Contains(hub))
            return ApiErrors.NotFound($"No such hub is archived: take one of {string.Join(", ", ArchivedHubs.All)}.");
        if (!ArchiveHour.TryParse(hour, out var parsed))
            return ApiErrors.InvalidRequest("The hour must be of the form 2026-11-20T10, in UTC.");
        if (!sealing.IsDue(parsed))
            return ApiErrors.Conflict("The hour is not over for long enough: come again later.");
        var input = new SealInput(hub, parsed.ToString());
        if (DurableRuns.IdOf(input.ToInstanceId(), request.Query["replay"]) is not { } instance)
            return ApiErrors.InvalidRequest("'replay' must be 1 to 40 letters, digits and hyphens.");
        await client.StartOnceAsync(nameof(SealArchive), instance, input, cancellationToken);
        return ApiResults.Json(new StartedRun(instance), StatusCodes.Status202Accepted);
    }
}
