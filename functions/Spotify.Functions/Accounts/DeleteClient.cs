using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>DELETE /v1/admin/clients/{client}</c>: an operator removes an app.</summary>
public sealed class DeleteClient(Clients clients, OwnAuthority authority)
{
    /// <summary>Removes it: it gets no more tokens from now on, and those that it has end within the hour.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The app's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DeleteClient))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "Remove an app")]
    [Answers(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/clients/{client}")] HttpRequest request, string client, CancellationToken cancellationToken)
    {
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await clients.RemoveAsync(client, cancellationToken) ? ApiResults.NoContent() : ApiErrors.NotFound("There is no such app.");
    }
}
