using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /v1/admin/clients/{client}/secrets</c>: an app's next secret.</summary>
public sealed class CreateClientSecret(Clients clients, OwnAuthority authority)
{
    /// <summary>Makes it; the one before stays good until it is removed or another follows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The app's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CreateClientSecret))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "Give an app another secret")]
    [Answers(StatusCodes.Status201Created, typeof(ClientView))]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/clients/{client}/secrets")] HttpRequest request, string client, CancellationToken cancellationToken)
    {
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await clients.AddSecretAsync(client, cancellationToken) is { } changed
            ? ApiResults.Json(changed, StatusCodes.Status201Created)
            : ApiErrors.NotFound("There is no such app that keeps a secret.");
    }
}
