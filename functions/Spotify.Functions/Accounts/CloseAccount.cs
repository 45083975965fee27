using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /v1/me/close</c>: the listener closes his account.</summary>
public sealed class CloseAccount(AccountKeeping accounts, OwnAuthority authority)
{
    private const int MaxBytes = 4096;

    /// <summary>Closes it; nobody signs in to it any more.</summary>
    /// <param name="request">The request, with a <see cref="ClosingBody"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CloseAccount))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Limit(LimitKind.Auth)]
    [Operation("Account", "Close your account")]
    [Accepts(typeof(ClosingBody))]
    [Answers(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/close")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var body = await RequestBody.ReadJsonAsync<ClosingBody>(request, MaxBytes, cancellationToken);
        return body.IsRefused ? body.Error : await accounts.CloseAsync(request.HttpContext, body.Value, cancellationToken);
    }
}
