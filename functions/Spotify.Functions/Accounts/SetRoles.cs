using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>PUT /v1/admin/users/{user}/roles</c>: an operator gives an account its roles.</summary>
public sealed class SetRoles(AccountKeeping accounts, OwnAuthority authority)
{
    private const int MaxBytes = 4096;

    /// <summary>Gives them, and takes those that the body does not name.</summary>
    /// <param name="request">The request, with a <see cref="RolesBody"/>.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SetRoles))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Give an account its roles")]
    [Accepts(typeof(RolesBody))]
    [Answers(StatusCodes.Status200OK, typeof(AccountView))]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/users/{user}/roles")] HttpRequest request, string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var body = await RequestBody.ReadJsonAsync<RolesBody>(request, MaxBytes, cancellationToken);
        return body.IsRefused ? body.Error : await accounts.SetRolesAsync(user, body.Value, cancellationToken);
    }
}
