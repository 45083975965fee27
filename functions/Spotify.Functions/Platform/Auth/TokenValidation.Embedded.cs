using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Spotify.Functions.Platform.Auth;

/// <summary>The token library as of version 6.8, which the embedded build takes.</summary>
internal sealed class TokenValidation(IOptions<AuthOptions> options, TimeProvider time) : ITokenVerifier
{
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenRules.MaxLength };

    public ValueTask<string?> VerifyAsync(string token, TokenKeys keys)
    {
        var result = _handler.ValidateToken(token, TokenRules.For(keys, options.Value, time));
        return ValueTask.FromResult(result.IsValid ? null : TokenRules.Explain(result.Exception));
    }
}
