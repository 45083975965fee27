using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Privacy;

/// <summary><c>DELETE /v1/admin/users/{user}/data</c>: an operator has everything erased that is kept of a user.</summary>
public sealed class EraseUserData(Erasures erasures)
{
    /// <summary>Begins the erasure and answers with its instance; asked for again while it runs, it is the same one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="user">The user.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(EraseUserData))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Erase a user's data")]
    [Answers(202, typeof(ErasureStatus))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/users/{user}/data")] HttpRequest request,
        string user,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        DocumentRules.IsValidPartitionKey(user)
            ? ApiResults.Json(new ErasureStatus(await erasures.BeginAsync(client, user, cancellationToken), "running"), StatusCodes.Status202Accepted)
            : ApiErrors.InvalidRequest("'user' cannot be a user's id: 1 to 1,024 bytes without control characters.");
}
