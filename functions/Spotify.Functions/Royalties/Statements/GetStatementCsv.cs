using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>GET /v1/royalties/statements/{period}/{party}.csv</c>: a whole statement as comma-separated values, lines included.</summary>
public sealed class GetStatementCsv(StatementDesk desk)
{
    /// <summary>Answers with it. A statement of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetStatementCsv))]
    [Access(AccessKind.Listener)]
    [Operation("Royalties", "Get a statement as CSV")]
    [Answers(200, typeof(string), MediaType = "text/csv")]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/statements/{period}/{party}.csv")] HttpRequest request,
        string period,
        string party,
        CancellationToken cancellationToken) => StatementRequest.AnswerAsync(
        desk, request, period, party, found => ValueTask.FromResult<IResult>(new StatementCsvAnswer(desk, found)), cancellationToken);
}
