using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Durable;

/// <summary>Long work that an operator asks for over HTTP.</summary>
internal static class OperatorRuns
{
    /// <summary>Starts the work unless it runs or has run, and answers 202 with its instance either way; the parameter <c>replay</c> names another run.</summary>
    /// <param name="client">Starts it.</param>
    /// <param name="request">The request.</param>
    /// <param name="orchestrator">The orchestrator's function.</param>
    /// <param name="instanceId">The usual instance id.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<IResult> StartForOperatorAsync(
        this DurableTaskClient client, HttpRequest request, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken)
    {
        var replay = request.Query["replay"];
        if (replay.Count > 1 || DurableRuns.IdOf(instanceId, replay) is not { } instance)
            return ApiErrors.InvalidRequest("'replay' must be given once, and be 1 to 40 letters, digits and hyphens.");
        await client.StartOnceAsync(orchestrator, instance, input, cancellationToken);
        return ApiResults.Json(new StartedRun(instance), StatusCodes.Status202Accepted);
    }
}
