using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /.well-known/openid-configuration</c>: where an app finds what (RFC 8414).</summary>
public sealed class GetDiscovery(OwnAuthority authority)
{
    /// <summary>Answers with the addresses and what is understood there.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDiscovery))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Tokens", "Get what the authority understands")]
    [Answers(StatusCodes.Status200OK, typeof(DiscoveryView))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ".well-known/openid-configuration")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=3600";
        return ApiResults.Json(DiscoveryView.Of(authority.Issuer));
    }
}

/// <summary>The description of an authority, by the names of RFC 8414.</summary>
internal sealed record DiscoveryView(
    string Issuer,
    string AuthorizationEndpoint,
    string TokenEndpoint,
    string RevocationEndpoint,
    string JwksUri,
    IReadOnlyList<string> ScopesSupported,
    IReadOnlyList<string> ResponseTypesSupported,
    IReadOnlyList<string> ResponseModesSupported,
    IReadOnlyList<string> GrantTypesSupported,
    IReadOnlyList<string> TokenEndpointAuthMethodsSupported,
    IReadOnlyList<string> CodeChallengeMethodsSupported,
    bool AuthorizationResponseIssParameterSupported)
{
    public static DiscoveryView Of(string issuer) => new(
        issuer,
        $"{issuer}/authorize",
        $"{issuer}/api/token",
        $"{issuer}/api/revoke",
        $"{issuer}/.well-known/jwks.json",
        [.. Scopes.All.Select(scope => scope.Name)],
        ["code"],
        ["query"],
        ["authorization_code", "client_credentials", "refresh_token"],
        ["client_secret_basic", "client_secret_post", "none"],
        [Pkce.Method],
        true);
}
