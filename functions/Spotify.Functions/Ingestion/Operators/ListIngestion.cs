using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary><c>GET /v1/admin/ingestion?limit=&amp;after=</c>: what waits, what is in work, what failed for good.</summary>
public sealed class ListIngestion(FailureDesk desk, QueueFigures queue)
{
    private const int DefaultRows = 50;
    private const int MostRows = 200;

    /// <summary>Answers with an <see cref="IngestionView"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Knows the runs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListIngestion))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at the ingestion", Description = "Tracks that wait and are in work, by label, and deliveries of which something failed for good.")]
    [Query("limit", "Failed deliveries of a page, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(IngestionView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/ingestion")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RowsRequest.TryRead(request, DefaultRows, MostRows, out var rows, out var refusal))
            return refusal;
        var page = await desk.ListAsync(rows.Limit, rows.After, cancellationToken);
        var failed = new List<FailureSummary>();
        foreach (var (_, document) in page.Documents)
        {
            var failure = document.Value;
            var state = await desk.StateOfAsync(failure, client, cancellationToken);
            failed.Add(new FailureSummary(failure.Label, failure.Batch, state, failure.Count, failure.Steps is [.., var last] ? last : null, failure.Replays.Count));
        }

        return ApiResults.Json(new IngestionView(await queue.ReadAsync(cancellationToken), failed, page.Continuation));
    }
}
