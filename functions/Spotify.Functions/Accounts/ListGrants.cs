using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/me/grants</c>: what the listener has allowed apps.</summary>
public sealed class ListGrants(AccountKeeping accounts, OwnAuthority authority)
{
    /// <summary>Answers with all of it, what was used last first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListGrants))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Operation("Account", "List what you have allowed")]
    [Answers(StatusCodes.Status200OK, typeof(GrantList))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/grants")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return ApiResults.Json(await accounts.ListGrantsAsync(request.HttpContext.GetCaller(), cancellationToken));
    }
}
