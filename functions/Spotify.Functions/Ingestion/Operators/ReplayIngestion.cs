using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary><c>POST /v1/admin/ingestion/{label}/{batch}/replay</c>: an operator has a failed delivery run again, from the same manifest.</summary>
public sealed class ReplayIngestion(FailureDesk desk)
{
    /// <summary>Starts <see cref="IngestRelease"/> under the first run's instance id and a suffix.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ReplayIngestion))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Run a failed delivery again")]
    [Answers(202, typeof(StartedReplay))]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/ingestion/{label}/{batch}/replay")] HttpRequest request,
        string label,
        string batch,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(client);
        if (await desk.FindAsync(label, batch, cancellationToken) is not { } failure)
            return ApiErrors.NotFound("Nothing of such a delivery has failed for good within 90 days.");
        if (await client.GetInstanceAsync(failure.LastInstance, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false })
            return ApiErrors.Conflict($"Run {failure.LastInstance} is under way; wait for its end.");
        if (await desk.StateOfAsync(failure, cancellationToken) == FailureState.Replaced)
            return ApiErrors.Conflict("The label has delivered another manifest of this batch since; that one counts.");
        var plan = await desk.PlanAsync(failure, async instance => await client.GetInstanceAsync(instance, cancellationToken) is not null, cancellationToken);
        if (plan is null || !await client.StartOnceAsync(nameof(IngestRelease), plan.Instance, plan.Input, cancellationToken))
            return ApiErrors.Conflict("A replay was started at the same moment; look at that one.");
        desk.Replayed(failure, plan.Instance, request.HttpContext.GetCaller().Subject);
        return ApiResults.Json(new StartedReplay(plan.Instance, $"{PageLinks.RootOf(request)}/v1/admin/ingestion/{label}/{batch}"), StatusCodes.Status202Accepted);
    }
}
