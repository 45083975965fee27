using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /signup</c>: somebody signs up.</summary>
public sealed class SignUp(SignInPages pages, OwnAuthority authority)
{
    /// <summary>Goes on with what was begun, or shows the page again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SignUp))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.Auth)]
    [Operation("Sign-in", "Sign up")]
    [Answers(StatusCodes.Status303SeeOther)]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "signup")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.SignUpAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
