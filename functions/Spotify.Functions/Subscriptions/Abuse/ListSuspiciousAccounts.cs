using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary><c>GET /v1/admin/accounts/suspicious?limit=&amp;after=</c>: accounts that seem to be shared or stolen.</summary>
public sealed class ListSuspiciousAccounts(SuspectDesk desk)
{
    private const int DefaultRows = 50;
    private const int MostRows = 200;

    /// <summary>Answers with a page, the most suspected first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListSuspiciousAccounts")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Accounts", "List accounts that seem shared or stolen")]
    [Query("limit", "Accounts of a page, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(SuspectPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/accounts/suspicious")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RowsRequest.TryRead(request, DefaultRows, MostRows, out var rows, out var refusal)
            ? ApiResults.Json(await desk.ListAsync(rows.Limit, rows.After, cancellationToken))
            : refusal;
    }
}
