using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Privacy;

/// <summary><c>GET /v1/admin/erasures/{instance}</c>: how an erasure is getting on.</summary>
public sealed class GetErasure(Erasures erasures)
{
    /// <summary>Answers with its status, and in the end with what was removed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="instance">The orchestration.</param>
    /// <param name="client">Knows the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetErasure))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Follow an erasure")]
    [Answers(200, typeof(ErasureStatus))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/erasures/{instance}")] HttpRequest request,
        string instance,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return await erasures.FindStatusAsync(client, instance, cancellationToken) is { } status
            ? ApiResults.Json(status)
            : ApiErrors.NotFound("There is no such erasure.");
    }
}
