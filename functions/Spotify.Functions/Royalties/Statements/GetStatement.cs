using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Statements;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}</c>: a statement: from what was carried to what is paid, what each pool brought, adjustments, deductions, taxes.</summary>
public sealed class GetStatement(StatementDesk desk)
{
    /// <summary>Answers with it. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetStatement))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "Get a statement")]
    [Answers(200, typeof(StatementView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}")] HttpRequest request,
        string period,
        string party,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => ValueTask.FromResult(ApiResults.Json(found.View())), cancellationToken);
}
