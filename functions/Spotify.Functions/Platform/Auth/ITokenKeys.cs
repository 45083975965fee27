using Microsoft.IdentityModel.Tokens;

namespace Spotify.Functions.Platform.Auth;

/// <summary>The keys of an authority whose tokens are taken. There may be several authorities; a key counts for tokens of its own one alone.</summary>
internal interface ITokenKeys
{
    /// <summary>The keys as they are known.</summary>
    /// <param name="issuer">Claim <c>iss</c> of the token.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>Null where that is another authority.</returns>
    /// <exception cref="Core.TransientException">The authority is out of reach and no keys are known yet.</exception>
    ValueTask<TokenKeys?> FindAsync(string issuer, CancellationToken cancellationToken);

    /// <summary>Says that a token of this authority names a key that is not known: the authority may have changed its keys.</summary>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>The keys read anew, or null where they were read a moment ago.</returns>
    ValueTask<TokenKeys?> RenewAsync(CancellationToken cancellationToken);
}

/// <summary>An authority's name and keys.</summary>
/// <param name="Issuer">Claim <c>iss</c> of its tokens.</param>
/// <param name="Keys">What it signs with.</param>
internal sealed record TokenKeys(string Issuer, IReadOnlyList<SecurityKey> Keys)
{
    /// <summary>Whether one of the keys has this name.</summary>
    public bool Has(string? keyId) => Keys.Any(key => key.KeyId == keyId);
}
