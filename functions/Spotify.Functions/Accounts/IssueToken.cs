using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /api/token</c>: an app asks for a token, in RFC 6749's words and errors.</summary>
public sealed class IssueToken(TokenEndpoint endpoint, OwnAuthority authority)
{
    /// <summary>Answers with a token, or why not.</summary>
    /// <param name="request">The request, with a <see cref="TokenForm"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(IssueToken))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Tokens", "Get a token", Description = "Refusals have RFC 6749's shape: error, error_description.")]
    [Accepts(typeof(TokenForm), MediaType = "application/x-www-form-urlencoded")]
    [Answers(StatusCodes.Status200OK, typeof(TokenAnswer))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/token")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await endpoint.AnswerAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}

/// <summary>The form of <c>/api/token</c>. The app proves itself by the header <c>Authorization: Basic</c>, or by the last two.</summary>
/// <param name="GrantType"><c>client_credentials</c>, <c>authorization_code</c> or <c>refresh_token</c>.</param>
/// <param name="Code">The code, for <c>authorization_code</c>.</param>
/// <param name="RedirectUri">The address that the code was sent to.</param>
/// <param name="CodeVerifier">What the challenge was made from.</param>
/// <param name="RefreshToken">For <c>refresh_token</c>.</param>
/// <param name="Scope">Fewer scopes than were granted; all where left out.</param>
/// <param name="ClientId">The app.</param>
/// <param name="ClientSecret">Its secret.</param>
internal sealed record TokenForm(
    string GrantType, string? Code, string? RedirectUri, string? CodeVerifier, string? RefreshToken, string? Scope, string? ClientId, string? ClientSecret);
