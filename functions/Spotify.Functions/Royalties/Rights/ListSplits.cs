using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/labels/{label}/splits?limit=&amp;after=</c>: the split sheets of a label's tracks.</summary>
public sealed class ListSplits(SplitDesk desk)
{
    private const int DefaultRows = 50;
    private const int MostRows = 200;

    /// <summary>Answers with a page, in order of track.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListSplits")]
    [Access(AccessKind.Label)]
    [Operation("Royalties", "List the splits of a label's tracks")]
    [Query("limit", "How many, 1 to 200.", Type = typeof(int), Default = "50")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(RightsPage<SplitSheet>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/splits")] HttpRequest request, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!DocumentRules.IsValidPartitionKey(label))
            return ApiErrors.NotFound("There is no such label.");
        return RowsRequest.TryRead(request, DefaultRows, MostRows, out var rows, out var refusal)
            ? ApiResults.Json(await desk.PageAsync(label, rows.Limit, rows.After, cancellationToken))
            : refusal;
    }
}
