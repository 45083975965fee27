namespace Spotify.Functions.Platform.Auth;

/// <summary>Public keys as everybody may read them: a JSON Web Key Set (RFC 7517).</summary>
/// <param name="Keys">The keys.</param>
internal sealed record PublishedKeySet(IReadOnlyList<PublishedKey> Keys)
{
    public static PublishedKeySet Of(IEnumerable<SigningKeyDocument> keys) => new([.. keys.Select(key => new PublishedKey("EC", "P-256", "ES256", "sig", key.Kid, key.X, key.Y))]);
}

/// <summary>The public half of a key, by the names of RFC 7517 and 7518.</summary>
/// <param name="Kty">The kind of key.</param>
/// <param name="Crv">The curve.</param>
/// <param name="Alg">What it signs with.</param>
/// <param name="Use">What for.</param>
/// <param name="Kid">Its name.</param>
/// <param name="X">The point, in base64url.</param>
/// <param name="Y">The point, in base64url.</param>
internal sealed record PublishedKey(string Kty, string Crv, string Alg, string Use, string Kid, string X, string Y);
