using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}/why/{pool}/{track}</c>: why a track brought a party what it brought in a pool, and where its plays are proven.</summary>
public sealed class ExplainTrack(StatementDesk desk, StatementReasons reasons)
{
    /// <summary>Answers with it. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="pool">The pool, <c>country:product:currency</c>.</param>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ExplainTrack))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "Explain what a track brought")]
    [Query("month", "The month itself, or one that it corrects; the month itself by default.")]
    [Answers(200, typeof(TrackExplanation))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}/why/{pool}/{track}")] HttpRequest request,
        string period,
        string party,
        string pool,
        string track,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => AnswerAsync(request, found, pool, track, cancellationToken), cancellationToken);

    private async ValueTask<IResult> AnswerAsync(HttpRequest request, FoundStatement found, string pool, string track, CancellationToken cancellationToken)
    {
        if (!StatementRequest.TryMonth(request, found, out var month, out var refusal))
            return refusal;
        return await reasons.OfTrackAsync(found, month, pool, track, cancellationToken) is { } why ? ApiResults.Json(why) : ApiErrors.NotFound("The statement has no line of that track in that pool.");
    }
}
