using Microsoft.IdentityModel.Tokens;

namespace Spotify.Functions.Platform.Auth;

/// <summary>What both versions of the token library are told to check.</summary>
internal static class TokenRules
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>Signatures by a private key alone: with a shared secret among them, a public key could be abused as one.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <summary>What to tell the caller whose token names an authority that is not taken.</summary>
    public const string OtherAuthority = "The token comes from another authority: ask for one of this API's.";

    public static TokenValidationParameters For(TokenKeys keys, AuthOptions options, TimeProvider time) => new()
    {
        ValidIssuer = keys.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKeys = keys.Keys,
        ValidAlgorithms = [.. Algorithms],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires, options.ClockSkew, time.GetUtcNow().UtcDateTime),
    };

    /// <summary>What to tell the caller; the library's own text names keys and claims, which is nobody's business.</summary>
    public static string Explain(Exception? fault) => fault switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException =>
            "The token has expired or is not valid yet: ask for a new one.",
        SecurityTokenInvalidAudienceException => "The token is meant for another service: ask for one for this API.",
        SecurityTokenInvalidIssuerException => OtherAuthority,
        _ => "The token's signature is not the authority's: ask for a new token.",
    };

    private static bool IsInTime(DateTime? notBefore, DateTime? expires, TimeSpan skew, DateTime now) =>
        // The skew goes to the side of now: a token may name any time there is, and 6.8 says a missing one is the first of all.
        expires is { } end && now - skew < end && (notBefore is not { } start || start <= now + skew);
}
