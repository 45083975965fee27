using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}/why</c>: why a statement pays what it pays, step by step, each with where it comes from.</summary>
public sealed class ExplainStatement(StatementDesk desk)
{
    /// <summary>Answers with it. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ExplainStatement))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "Explain a statement")]
    [Answers(200, typeof(PayoutExplanation))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}/why")] HttpRequest request,
        string period,
        string party,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => ValueTask.FromResult(ApiResults.Json(StatementReasons.OfPayout(found))), cancellationToken);
}
