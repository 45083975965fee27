using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /authorize</c>: an app asks a listener to allow it something.</summary>
public sealed class ShowAuthorize(AuthorizePages pages, OwnAuthority authority)
{
    /// <summary>Shows the page to sign in or to allow it, or goes back to the app.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ShowAuthorize))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Sign-in", "Ask a listener")]
    [Query("client_id", "The app.", IsRequired = true)]
    [Query("response_type", "What it wants.", IsRequired = true, Values = "code")]
    [Query("redirect_uri", "Where the listener goes back to: one that the app has registered.", IsRequired = true)]
    [Query("scope", "What it asks for, with spaces between.")]
    [Query("state", "What it is handed back.")]
    [Query("code_challenge", "RFC 7636; an app without a secret must send it.")]
    [Query("code_challenge_method", "How it was made.", Values = "S256")]
    [Query("show_dialog", "Whether the listener is asked again.", Type = typeof(bool), Default = "false")]
    [Query("prompt", "What to show: none, login, consent.")]
    [Answers(StatusCodes.Status303SeeOther)]
    [Answers(StatusCodes.Status200OK, MediaType = "text/html")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "authorize")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await pages.ShowAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}
