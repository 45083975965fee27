using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Operators;

/// <summary><c>POST /v1/admin/catalog/rebuild</c>: an operator has the lists of artists, genres and new releases made anew from the albums.</summary>
public sealed class StartRebuild(TimeProvider time)
{
    /// <summary>Starts the run and answers with its instance; asked for again on the same day, it is the same one, unless <c>replay</c> names another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartRebuild))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Rebuild the lists of the catalogue")]
    [Query("replay", "What the operator calls the run: 1 to 40 letters, digits and hyphens.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/catalog/rebuild")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(client);
        var instance = string.Create(CultureInfo.InvariantCulture, $"catalogue-{time.GetUtcNow().UtcDateTime:yyyy-MM-dd}");
        return await client.StartForOperatorAsync(request, nameof(RebuildLists), instance, null, cancellationToken);
    }
}
