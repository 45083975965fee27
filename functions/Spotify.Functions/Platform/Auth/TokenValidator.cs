using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>
/// Checks tokens: their form before the library sees them, then signature, audience and time by the library, then the claims. What was checked is
/// remembered for a minute at most, and never longer than the token lives.
/// </summary>
internal sealed class TokenValidator(IEnumerable<ITokenKeys> authorities, ITokenVerifier verifier, IOptions<AuthOptions> options, TimeProvider time) : ITokenValidator
{
    private readonly TokenCache _cache = new(time);
    private readonly ITokenKeys[] _authorities = [.. authorities];

    public bool TryGetChecked(ReadOnlySpan<char> token, [NotNullWhen(true)] out Caller? caller) => _cache.TryGet(token, out caller);

    public async ValueTask<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (FaultOfForm(token, out var keyId, out var payload) is { } fault)
            return TokenResult.Bad(fault);
        if (TokenClaims.ReadIssuer(token.AsSpan(payload)) is not { } issuer || await FindKeysAsync(issuer, keyId, cancellationToken) is not { } known)
            return TokenResult.Bad(TokenRules.OtherAuthority);
        if (await verifier.VerifyAsync(token, known) is { } refused)
            return TokenResult.Bad(refused);
        var (caller, expires, missing) = TokenClaims.ReadPayload(token.AsSpan(payload));
        if (caller is null)
            return TokenResult.Bad(missing!);
        var trusted = time.GetUtcNow() + options.Value.CheckedFor;
        _cache.Add(token, caller, trusted < expires ? trusted : expires);
        return new TokenResult(caller, null);
    }

    // The issuer is not believed here: it says by whose keys alone the token may be good.
    private async ValueTask<TokenKeys?> FindKeysAsync(string issuer, string? keyId, CancellationToken cancellationToken)
    {
        foreach (var authority in _authorities)
        {
            if (await authority.FindAsync(issuer, cancellationToken) is { } keys)
                return keys.Has(keyId) ? keys : await authority.RenewAsync(cancellationToken) ?? keys;
        }

        return null;
    }

    // Five parts are an encrypted token, which the 6.8 handler would try to decrypt; none is ours.
    private static string? FaultOfForm(string token, out string? keyId, out Range payload)
    {
        keyId = null;
        payload = default;
        if (token.Length > TokenRules.MaxLength)
            return "The token is over 8 KB.";
        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return "The token is not a signed JSON Web Token of three parts.";
        if (TokenClaims.ReadHeader(token.AsSpan(parts[0])) is not var (algorithm, key))
            return "The token's header is not JSON.";
        if (algorithm is null || !TokenRules.Algorithms.Contains(algorithm))
            return "The token is signed in a way that is not taken: use ES256 or RS256.";
        keyId = key;
        payload = parts[1];
        return null;
    }
}
