using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>DELETE /v1/me/grants/{grant}</c>: the listener takes back what he has allowed an app.</summary>
public sealed class RevokeGrant(AccountKeeping accounts, OwnAuthority authority)
{
    /// <summary>Ends the grant; the app has to ask again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RevokeGrant))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Operation("Account", "Take back what you have allowed an app")]
    [Answers(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/grants/{grant}")] HttpRequest request, string grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await accounts.RevokeGrantAsync(request.HttpContext.GetCaller().Subject, grant, cancellationToken)
            ? ApiResults.NoContent()
            : ApiErrors.NotFound("There is no such grant.");
    }
}
