using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/admin/users</c>: an operator looks an account up.</summary>
public sealed class FindUser(AccountKeeping accounts, OwnAuthority authority)
{
    /// <summary>Answers with the account of an e-mail address.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FindUser))]
    [Access(AccessKind.Admin, IsAudited = true)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Find an account by its address")]
    [Query("email", "The address.", IsRequired = true)]
    [Answers(StatusCodes.Status200OK, typeof(AccountView))]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/users")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        return await accounts.FindByEmailAsync(request.Query["email"], cancellationToken) is { } found
            ? ApiResults.Json(found)
            : ApiErrors.NotFound("Nobody has signed up with this address.");
    }
}
