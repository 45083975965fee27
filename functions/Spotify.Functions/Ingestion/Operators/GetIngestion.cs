using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary><c>GET /v1/admin/ingestion/{label}/{batch}</c>: what failed of a delivery, with all its runs.</summary>
public sealed class GetIngestion(FailureDesk desk, Deliveries deliveries)
{
    /// <summary>Answers with a <see cref="FailureView"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="client">Knows the runs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetIngestion))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at a failed delivery")]
    [Answers(200, typeof(FailureView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/ingestion/{label}/{batch}")] HttpRequest request,
        string label,
        string batch,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await desk.FindAsync(label, batch, cancellationToken) is not { } failure)
            return ApiErrors.NotFound("Nothing of such a delivery has failed for good within 90 days.");
        var runs = new List<RunView>();
        foreach (var (instance, at) in failure.Replays.Select(replay => (replay.Instance, (DateTimeOffset?)replay.At)).Prepend((failure.Instance, null)))
        {
            var run = await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellationToken);
            runs.Add(new RunView(instance, run?.RuntimeStatus.ToString(), at));
        }

        var (state, delivery) = (await desk.StateOfAsync(failure, client, cancellationToken), await deliveries.FindAsync(label, batch, cancellationToken));
        return ApiResults.Json(new FailureView(label, batch, state, failure.Count, failure.Steps, runs, delivery));
    }
}
