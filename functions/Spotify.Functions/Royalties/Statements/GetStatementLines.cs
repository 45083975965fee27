using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}/lines</c>: what each track brought in each pool, a page at a time.</summary>
public sealed class GetStatementLines(StatementDesk desk)
{
    /// <summary>Answers with it. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetStatementLines))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "List a statement's lines")]
    [Query("month", "The month itself, or one that it corrects; the month itself by default.")]
    [Query("pool", "Only of this pool, country:product:currency.")]
    [Query("country", "Only of this country, ISO 3166-1 alpha-2.")]
    [Query("product", "Only of this product.")]
    [Query("track", "Only of this track.")]
    [Query("side", "Only of this right.", Values = "master publishing")]
    [Query("limit", "How many, 1 to 1,000.", Type = typeof(int), Default = "100")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(StatementLines))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}/lines")] HttpRequest request,
        string period,
        string party,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => AnswerAsync(request, found, cancellationToken), cancellationToken);

    private async ValueTask<IResult> AnswerAsync(HttpRequest request, FoundStatement found, CancellationToken cancellationToken)
    {
        return !StatementRequest.TryLines(request, found, out var chosen, out var skip, out var refusal) || !RowsRequest.TryLimit(request, 100, 1000, out var limit, out refusal)
            ? refusal
            : ApiResults.Json(await desk.LinesAsync(found, chosen, skip, limit, cancellationToken));
    }
}
