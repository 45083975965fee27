using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /signout</c>: the page to sign out.</summary>
public sealed class ShowSignOut(SignInPages pages, OwnAuthority authority)
{
    /// <summary>Shows it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ShowSignOut))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Sign-in", "Show the page to sign out")]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "signout")] HttpRequest request) =>
        authority.IsHere ? pages.ShowSignOut(request) : OwnAuthority.Elsewhere();
}
