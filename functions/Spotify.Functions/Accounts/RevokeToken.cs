using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /api/revoke</c>: an app gives a token back (RFC 7009).</summary>
public sealed class RevokeToken(RevocationEndpoint endpoint, OwnAuthority authority)
{
    /// <summary>Ends the grant that the token comes from.</summary>
    /// <param name="request">The request, with a <see cref="RevocationForm"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RevokeToken))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Tokens", "Give a token back", Description = "Either kind of token ends the whole grant. Refusals have RFC 6749's shape: error, error_description.")]
    [Accepts(typeof(RevocationForm), MediaType = "application/x-www-form-urlencoded")]
    [Answers(StatusCodes.Status200OK)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/revoke")] HttpRequest request, CancellationToken cancellationToken) =>
        authority.IsHere ? await endpoint.AnswerAsync(request, cancellationToken) : OwnAuthority.Elsewhere();
}

/// <summary>The form of <c>/api/revoke</c>. The app proves itself as at <c>/api/token</c>.</summary>
/// <param name="Token">An access or a refresh token.</param>
/// <param name="TokenTypeHint">Not needed, and not looked at.</param>
/// <param name="ClientId">The app.</param>
/// <param name="ClientSecret">Its secret.</param>
internal sealed record RevocationForm(string Token, string? TokenTypeHint, string? ClientId, string? ClientSecret);
