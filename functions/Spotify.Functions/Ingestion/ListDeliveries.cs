using System.Globalization;
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
    [Operation("Deliveries", "List a label's deliveries", Description = "The newest first.")]
    [Query("limit", "How many, 1 to 100.", Type = typeof(int), Default = "20")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(DeliveryPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/deliveries")] HttpRequest request,
        string label,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var limit = 20;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 100))
            return ApiErrors.InvalidRequest("limit: a whole number from 1 to 100.");
        try
        {
            return ApiResults.Json(await deliveries.ListAsync(label, limit, request.Query["after"], cancellationToken));
        }
        catch (ArgumentException)
        {
            return ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        }
    }
}
