using Microsoft.IdentityModel.Tokens;

namespace Spotify.Functions.Platform.Auth;

/// <summary>The keys of the development authority, which never change while the application runs.</summary>
internal sealed class DevelopmentTokenKeys(DevelopmentAuthority authority) : ITokenKeys
{
    private readonly TokenKeys _keys = new(DevelopmentAuthority.Issuer, [.. new JsonWebKeySet(authority.KeySet).GetSigningKeys()]);

    public ValueTask<TokenKeys?> FindAsync(string issuer, CancellationToken cancellationToken) => ValueTask.FromResult(issuer == _keys.Issuer ? _keys : null);

    public ValueTask<TokenKeys?> RenewAsync(CancellationToken cancellationToken) => ValueTask.FromResult<TokenKeys?>(null);
}
