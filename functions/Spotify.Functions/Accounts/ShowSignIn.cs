using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /signin</c>: the page to sign in.</summary>
public sealed class ShowSignIn(SignInPages pages, OwnAuthority authority)
{
    /// <summary>Shows it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ShowSignIn))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Sign-in", "Show the page to sign in")]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "signin")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.ShowSignInAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
