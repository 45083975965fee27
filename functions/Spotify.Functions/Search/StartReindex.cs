using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Search;

/// <summary><c>POST /v1/admin/search/reindex</c>: an operator has the index made anew.</summary>
public sealed class StartReindex(TimeProvider time)
{
    /// <summary>Starts the reindex and answers with its instance; <c>GET /v1/admin/search</c> tells how far it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Function(nameof(StartReindex))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Search", "Have the search index made anew")]
    [Answers(202, typeof(StartedRun))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/search/reindex")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var instance = await SearchRuns.StartAsync(client, time.GetUtcNow(), cancellationToken);
        return ApiResults.Json(new StartedRun(instance), StatusCodes.Status202Accepted);
    }
}
