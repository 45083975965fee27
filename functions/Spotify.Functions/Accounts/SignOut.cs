using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /signout</c>: somebody signs out of a browser.</summary>
public sealed class SignOut(SignInPages pages, OwnAuthority authority)
{
    /// <summary>Ends the session.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SignOut))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Sign-in", "Sign out")]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "signout")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.SignOutAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
