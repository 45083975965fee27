using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion;

/// <summary><c>GET /v1/labels/{label}/deliveries/{batch}</c>: how a delivery is getting on, and its answer.</summary>
public sealed class GetDelivery(Deliveries deliveries)
{
    /// <summary>Answers with the batch's progress.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetDelivery")]
    [Access(AccessKind.Label)]
    [Operation("Deliveries", "Follow a delivery")]
    [Answers(200, typeof(DeliveryProgress))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/deliveries/{batch}")] HttpRequest request,
        string label,
        string batch,
        CancellationToken cancellationToken) =>
        await deliveries.FindAsync(label, batch, cancellationToken) is { } progress
            ? ApiResults.Json(progress)
            : ApiErrors.NotFound("This label has no such delivery.");
}
