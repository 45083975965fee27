namespace Spotify.Functions.Platform.Auth;

/// <summary>The token library: is the signature the authority's, is it meant for us, is it in its time. One file for each runtime implements it.</summary>
internal interface ITokenVerifier
{
    /// <summary>Verifies a signed token of three parts.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">The authority and its keys.</param>
    /// <returns>Null where the token is good, otherwise what is wrong with it, for the caller to read.</returns>
    ValueTask<string?> VerifyAsync(string token, TokenKeys keys);
}
