using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>PUT /v1/me/password</c>: the listener changes his password.</summary>
public sealed class ChangePassword(AccountKeeping accounts, OwnAuthority authority)
{
    private const int MaxBytes = 4096;

    /// <summary>Changes it; every other browser and app is signed out.</summary>
    /// <param name="request">The request, with a <see cref="PasswordBody"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ChangePassword))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Limit(LimitKind.Auth)]
    [Operation("Account", "Change your password")]
    [Accepts(typeof(PasswordBody))]
    [Answers(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/me/password")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var body = await RequestBody.ReadJsonAsync<PasswordBody>(request, MaxBytes, cancellationToken);
        return body.IsRefused ? body.Error : await accounts.ChangePasswordAsync(request.HttpContext, body.Value, cancellationToken);
    }
}
