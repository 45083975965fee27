using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /signin</c>: somebody signs in.</summary>
public sealed class SignIn(SignInPages pages, OwnAuthority authority)
{
    /// <summary>Goes on with what was begun, or shows the page again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SignIn))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.Auth)]
    [Operation("Sign-in", "Sign in")]
    [Answers(StatusCodes.Status303SeeOther)]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "signin")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.SignInAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
