using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Ingestion;

/// <summary><c>POST /v1/labels/{label}/deliveries</c>: a label asks to upload a release.</summary>
public sealed class OpenDelivery(Deliveries deliveries)
{
    private const int MaxBody = 1024 * 1024;

    /// <summary>Answers with an address for each file, or with all that is wrong with the list.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("OpenDelivery")]
    [Access(AccessKind.Label)]
    [Operation("Deliveries", "Open a delivery", Description = "Answers with an address for each file, to be uploaded to with PUT; release.json, or the BatchComplete_*.xml of a batch of DDEX messages, comes last and starts the work.")]
    [Accepts(typeof(OpenDeliveryBody))]
    [Answers(201, typeof(OpenedDelivery))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/labels/{label}/deliveries")] HttpRequest request,
        string label,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync<OpenDeliveryBody>(request, MaxBody, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var (delivery, faults) = await deliveries.OpenAsync(label, body.Value.Files ?? [], cancellationToken);
        return delivery is null
            ? ApiErrors.InvalidRequest(string.Join("; ", faults.Take(20)))
            : ApiResults.Json(delivery, StatusCodes.Status201Created);
    }
}
