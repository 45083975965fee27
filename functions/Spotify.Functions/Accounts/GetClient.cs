using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/admin/clients/{client}</c>: one app.</summary>
public sealed class GetClient(Clients clients, OwnAuthority authority)
{
    /// <summary>Answers with the app, without its secrets.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The app's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetClient))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "Get an app")]
    [Answers(StatusCodes.Status200OK, typeof(ClientView))]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/clients/{client}")] HttpRequest request, string client, CancellationToken cancellationToken)
    {
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await clients.FindAsync(client, cancellationToken) is { } found ? ApiResults.Json(ClientView.Of(found)) : ApiErrors.NotFound("There is no such app.");
    }
}
