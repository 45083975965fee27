using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}/why/{pool}/{track}/plays</c>: the plays that a track was paid for in a pool, each with the path that proves it.</summary>
public sealed class ListTrackPlays(StatementDesk desk, StatementPlays plays)
{
    /// <summary>Answers with a page of them. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="pool">The pool, <c>country:product:currency</c>.</param>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListTrackPlays))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "List the plays of a track that were paid")]
    [Query("month", "The month itself, or one that it corrects; the month itself by default.")]
    [Query("limit", "How many, 1 to 1,000; a page ends with all plays of its last listener.", Type = typeof(int), Default = "100")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(StatementPlayList))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}/why/{pool}/{track}/plays")] HttpRequest request,
        string period,
        string party,
        string pool,
        string track,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => AnswerAsync(request, found, pool, track, cancellationToken), cancellationToken);

    private async ValueTask<IResult> AnswerAsync(HttpRequest request, FoundStatement found, string pool, string track, CancellationToken cancellationToken)
    {
        if (!StatementRequest.TryMonth(request, found, out var month, out var refusal) || !RowsRequest.TryLimit(request, 100, 1000, out var limit, out refusal))
            return refusal;
        var place = default(TrackPlaysPlace);
        if (request.Query.TryGetValue("after", out var after) && !TrackPlaysPlace.TryParse(after.ToString(), out place))
            return ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        return await plays.FindAsync(found, new LineChoice(month, Pool: pool, Track: track), place, limit, cancellationToken) is { } page
            ? ApiResults.Json(page)
            : ApiErrors.NotFound("The statement has no line of that track in that pool.");
    }
}
