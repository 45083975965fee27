using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Privacy;

/// <summary><c>DELETE /v1/me/data</c>: the caller has everything erased that is kept of him.</summary>
public sealed class EraseMyData(Erasures erasures)
{
    /// <summary>Begins the erasure and answers with its instance; asked for again while it runs, it is the same one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(EraseMyData))]
    [Access(AccessKind.Listener)]
    [Operation("Listener", "Erase everything that is kept of the listener")]
    [Answers(202, typeof(ErasureStatus))]
    [Refuses(403, ErrorReason.TokenInvalid)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/data")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = request.HttpContext.GetCaller().Subject;
        return DocumentRules.IsValidPartitionKey(user)
            ? ApiResults.Json(new ErasureStatus(await erasures.BeginAsync(client, user, cancellationToken), "running"), StatusCodes.Status202Accepted)
            : ApiErrors.Forbidden(ErrorReason.TokenInvalid, "The token's subject cannot be a user's id.");
    }
}
