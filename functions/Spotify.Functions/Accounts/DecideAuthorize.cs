using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /authorize</c>: the listener allows it, or not.</summary>
public sealed class DecideAuthorize(AuthorizePages pages, OwnAuthority authority)
{
    /// <summary>Goes back to the app with a code, or without.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DecideAuthorize))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Sign-in", "Allow an app")]
    [Answers(StatusCodes.Status303SeeOther)]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "authorize")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.DecideAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
