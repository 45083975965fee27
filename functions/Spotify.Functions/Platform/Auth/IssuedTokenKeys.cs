using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>The keys of our own tokens.</summary>
internal sealed class IssuedTokenKeys(SigningKeys keys, IOptions<IssuerOptions> options) : ITokenKeys
{
    private volatile Known? _known;

    public async ValueTask<TokenKeys?> FindAsync(string issuer, CancellationToken cancellationToken) =>
        issuer == options.Value.Issuer ? await ReadAsync(cancellationToken) : null;

    public async ValueTask<TokenKeys?> RenewAsync(CancellationToken cancellationToken) => await keys.RenewAsync(cancellationToken) ? await ReadAsync(cancellationToken) : null;

    private async ValueTask<TokenKeys> ReadAsync(CancellationToken cancellationToken)
    {
        var published = await keys.PublishedAsync(cancellationToken);
        var name = string.Join(' ', published.Select(key => key.Kid));
        if (_known is { } known && known.Name == name)
            return known.Keys;
        var set = new JsonWebKeySet(JsonSerializer.Serialize(PublishedKeySet.Of(published), ApiJson.Options));
        var read = new Known(name, new TokenKeys(options.Value.Issuer, [.. set.GetSigningKeys()]));
        _known = read;
        return read.Keys;
    }

    private sealed record Known(string Name, TokenKeys Keys);
}
