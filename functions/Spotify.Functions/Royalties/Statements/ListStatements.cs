using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements?period=&amp;limit=&amp;after=</c>: the statements that the caller may read, the latest month first.</summary>
public sealed class ListStatements(StatementDesk desk)
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListStatements))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "List statements", Description = "Staff of a label see those of its parties, artists their own, of months that are approved; operators all that are calculated.")]
    [Query("period", "One month, yyyy-MM; all by default.")]
    [Query("limit", "How many, 1 to 100.", Type = typeof(int), Default = "20")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(StatementList))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return !StatementRequest.TryList(request, out var period, out var after, out var refusal) || !RowsRequest.TryLimit(request, 20, 100, out var limit, out refusal)
            ? refusal
            : ApiResults.Json(await desk.ListAsync(request.HttpContext.GetCaller(), period, after, limit, cancellationToken));
    }
}
