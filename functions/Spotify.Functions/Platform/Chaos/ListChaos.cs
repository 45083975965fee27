using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Chaos;

/// <summary><c>GET /v1/admin/chaos</c>: what the last experiments with faults on purpose showed.</summary>
public sealed class ListChaos(ChaosRunner runner)
{
    /// <summary>Answers with a <see cref="ChaosList"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListChaos))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "See what experiments with faults showed")]
    [Answers(200, typeof(ChaosList))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/chaos")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(await runner.ListAsync(cancellationToken));
}
