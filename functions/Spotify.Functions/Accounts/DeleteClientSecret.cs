using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>DELETE /v1/admin/clients/{client}/secrets/{secret}</c>: an operator withdraws one of an app's secrets.</summary>
public sealed class DeleteClientSecret(Clients clients, OwnAuthority authority)
{
    /// <summary>Withdraws it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The app's id.</param>
    /// <param name="secret">The secret's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DeleteClientSecret))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "Withdraw an app's secret")]
    [Answers(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/clients/{client}/secrets/{secret}")] HttpRequest request,
        string client,
        string secret,
        CancellationToken cancellationToken)
    {
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await clients.RemoveSecretAsync(client, secret, cancellationToken) ? ApiResults.NoContent() : ApiErrors.NotFound("There is no such secret of that app.");
    }
}
