using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary><c>POST /v1/admin/ingestion/{label}/{batch}/replay</c>: an operator has a failed delivery run again, from the same manifest.</summary>
public sealed class ReplayIngestion(DeliveryReplays replays)
{
    /// <summary>Starts the orchestration of the first run under its instance id and a suffix.</summary>
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
        var (outcome, instance) = await replays.StartAsync(label, batch, request.HttpContext.GetCaller().Subject, client, cancellationToken);
        return outcome switch
        {
            ReplayOutcome.Started => ApiResults.Json(
                new StartedReplay(instance, $"{PageLinks.RootOf(request)}/v1/admin/ingestion/{label}/{batch}"), StatusCodes.Status202Accepted),
            ReplayOutcome.UnderWay => ApiErrors.Conflict($"Run {instance} is under way; wait for its end."),
            ReplayOutcome.Replaced => ApiErrors.Conflict("The label has delivered another manifest of this batch since; that one counts."),
            ReplayOutcome.Forgotten => ApiErrors.Conflict($"The history of run {instance} is not kept any more; have the label deliver again."),
            _ => ApiErrors.NotFound("Nothing of such a delivery has failed for good within 90 days."),
        };
    }
}
