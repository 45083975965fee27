using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Audit;

/// <summary><c>GET /v1/admin/audit?actor=&amp;from=&amp;to=&amp;after=&amp;limit=</c>: what operators did, the newest first.</summary>
public sealed class ListAudit(AuditLog log)
{
    private const int MostEntries = 200;

    /// <summary>Answers with an <see cref="AuditPage"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListAudit))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "See what operators did")]
    [Query("actor", "One operator, by the subject of his token.")]
    [Query("from", "From this moment on.", Type = typeof(DateTimeOffset))]
    [Query("to", "Before this moment.", Type = typeof(DateTimeOffset))]
    [Query("after", "Behind this entry: next of the page before.")]
    [Query("limit", "At most so many entries.", Type = typeof(int), Default = "50")]
    [Answers(200, typeof(AuditPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = request.Query;
        if (!PageRequest.TryRead(request, 50, MostEntries, out var page, out var refusal))
            return refusal;
        if (!TryMoment(query["from"], out var from) || !TryMoment(query["to"], out var to))
            return ApiErrors.InvalidRequest("'from' and 'to' are moments such as 2026-11-20T10:00:00Z.");
        if (query["after"].ToString() is { Length: > 0 } after && AuditDocument.TimeOf(after) is null)
            return ApiErrors.InvalidRequest("'after' is 'next' of the page before.");
        return ApiResults.Json(await log.ListAsync(new AuditQuery(Said(query["actor"]), from, to, Said(query["after"]), page.Limit), cancellationToken));
    }

    private static string? Said(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool TryMoment(string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
            return false;
        moment = read;
        return true;
    }
}
