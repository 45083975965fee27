using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion;

/// <summary><c>GET /v1/labels/{label}/deliveries?limit=&amp;after=</c>: a label's deliveries, newest first.</summary>
public sealed class ListDeliveries(Deliveries deliveries)
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListDeliveries")]
    [Access(AccessKind.Label)]
    [Operation("Deliveries", "List a label's deliveries", Description = "The newest first, each with how far its releases and tracks are.")]
    [Query("limit", "How many, 1 to 100.", Type = typeof(int), Default = "20")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(DeliveryPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/deliveries")] HttpRequest request,
        string label,
        CancellationToken cancellationToken)
    {
        if (!RowsRequest.TryRead(request, 20, 100, out var rows, out var refusal))
            return refusal;
        return ApiResults.Json(await deliveries.ListAsync(label, rows.Limit, rows.After, cancellationToken));
    }
}
