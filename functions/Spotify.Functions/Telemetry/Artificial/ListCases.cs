using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Documents;
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
        if (ArtificialQuery.LimitOf(request) is not { } limit)
            return ApiErrors.InvalidRequest("limit: a whole number from 1 to 200.");
        var reason = request.Query["reason"] is [{ Length: > 0 } name] ? ArtificialReasons.Find(name) : null;
        if (reason is null && request.Query["reason"].Count > 0)
            return ApiErrors.InvalidRequest($"reason: one of {string.Join(", ", ArtificialReasons.All.Select(ArtificialReasons.NameOf))}.");
        string? after = request.Query["after"];
        if (after is not null && !Continuation.IsValid(after))
            return ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        var page = await cases.ListAsync(day, reason, limit, after, cancellationToken);
        return ApiResults.Json(new CasePage(date, [.. page.Documents.Select(one => CaseView.Of(one.Id, one.Document.Value))], page.Continuation));
    }
}
