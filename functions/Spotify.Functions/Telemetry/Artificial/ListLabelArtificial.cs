using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary><c>GET /v1/labels/{label}/artificial?month=&amp;limit=&amp;after=</c>: what was taken out of a label's plays, in numbers.</summary>
public sealed class ListLabelArtificial(ReviewCases cases, TimeProvider time)
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListLabelArtificial))]
    [Access(AccessKind.Label)]
    [Operation("Deliveries", "List what was taken out of a label's plays")]
    [Query("month", "A month as yyyy-MM; this one where it is left out.")]
    [Query("limit", "How many, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(LabelArtificialPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/artificial")] HttpRequest request, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var month = request.Query["month"] is [{ Length: > 0 } asked] ? asked : AccountingPeriod.Of(time.GetUtcNow());
        if (!AccountingPeriod.IsValid(month))
            return ApiErrors.InvalidRequest("month: a month as yyyy-MM.");
        if (!RowsRequest.TryRead(request, ArtificialQuery.DefaultRows, ArtificialQuery.MostRows, out var rows, out var refusal))
            return refusal;
        if (!DocumentRules.IsValidPartitionKey(LabelExclusion.ScopeOf(label)))
            return ApiErrors.NotFound("There is no such label.");
        var page = await cases.OfLabelAsync(label, month + "-", rows.Limit, rows.After, cancellationToken);
        return ApiResults.Json(new LabelArtificialPage(
            label,
            month,
            [.. page.Documents.Select(one => one.Document.Value).Where(one => one.Plays > 0).Select(one => new LabelExcluded(one.Date, one.Track, one.Reason, one.Plays))],
            page.Continuation));
    }
}
