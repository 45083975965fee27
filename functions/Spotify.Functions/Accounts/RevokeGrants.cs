using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>DELETE /v1/me/grants</c>: the listener takes back all that he has allowed.</summary>
public sealed class RevokeGrants(AccountKeeping accounts, OwnAuthority authority)
{
    /// <summary>Ends all grants, the one of this token too.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RevokeGrants))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Operation("Account", "Take back all that you have allowed")]
    [Answers(StatusCodes.Status204NoContent)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/grants")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        await accounts.RevokeGrantsAsync(request.HttpContext.GetCaller().Subject, cancellationToken);
        return ApiResults.NoContent();
    }
}
