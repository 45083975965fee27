using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Spotify.Functions.Platform.Auth;

/// <summary>The token library as of version 8, which the Azure build takes.</summary>
internal sealed class TokenValidation(IOptions<AuthOptions> options, TimeProvider time) : ITokenVerifier
{
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenRules.MaxLength };

    public async ValueTask<string?> VerifyAsync(string token, TokenKeys keys)
    {
        var result = await _handler.ValidateTokenAsync(token, TokenRules.For(keys, options.Value, time));
        return result.IsValid ? null : TokenRules.Explain(result.Exception);
    }
}
