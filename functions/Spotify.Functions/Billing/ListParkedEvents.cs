using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Billing;

/// <summary><c>GET /v1/admin/billing/parked?limit=&amp;after=</c>: events of billing that wait for an operator.</summary>
public sealed class ListParkedEvents(ParkedDesk desk)
{
    private const int DefaultRows = 50;
    private const int MostRows = 200;

    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListParkedEvents")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Billing", "List parked events")]
    [Query("limit", "Events of a page, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(ParkedPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/billing/parked")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RowsRequest.TryRead(request, DefaultRows, MostRows, out var rows, out var refusal)
            ? ApiResults.Json(await desk.ListAsync(rows.Limit, rows.After, cancellationToken))
            : refusal;
    }
}
