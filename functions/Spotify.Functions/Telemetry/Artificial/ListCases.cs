using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary><c>GET /v1/admin/artificial/{date}?reason=&amp;limit=&amp;after=</c>: a day's cases.</summary>
public sealed class ListCases(ReviewCases cases)
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="date">The day on which the plays began.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListCases))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "List a day's cases of artificial plays")]
    [Query("reason", "One rule's alone.")]
    [Query("limit", "How many, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(CasePage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/artificial/{date}")] HttpRequest request, string date, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (ArtificialQuery.DateOf(date) is not { } day)
            return ApiErrors.InvalidRequest("date: a day as yyyy-MM-dd.");
        if (!RowsRequest.TryRead(request, ArtificialQuery.DefaultRows, ArtificialQuery.MostRows, out var rows, out var refusal))
            return refusal;
        var reason = request.Query["reason"] is [{ Length: > 0 } name] ? ArtificialReasons.Find(name) : null;
        if (reason is null && request.Query["reason"].Count > 0)
            return ApiErrors.InvalidRequest($"reason: one of {string.Join(", ", ArtificialReasons.All.Select(ArtificialReasons.NameOf))}.");
        var page = await cases.ListAsync(day, reason, rows.Limit, rows.After, cancellationToken);
        return ApiResults.Json(new CasePage(date, [.. page.Documents.Select(one => CaseView.Of(one.Id, one.Document.Value))], page.Continuation));
    }
}
