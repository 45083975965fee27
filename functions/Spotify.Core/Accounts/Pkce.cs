using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Accounts;

/// <summary>Proof key for code exchange (RFC 7636), method <c>S256</c> alone: with <c>plain</c> whoever sees the request can use the code.</summary>
public static class Pkce
{
    /// <summary>The one method.</summary>
    public const string Method = "S256";

    private const int ChallengeLength = 43;

    /// <summary>Whether a text has the form of a challenge: 32 bytes in base64url.</summary>
    public static bool IsChallenge([NotNullWhen(true)] string? text) =>
        text is { Length: ChallengeLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>Whether a text has the form of a verifier: 43 to 128 unreserved characters.</summary>
    public static bool IsVerifier([NotNullWhen(true)] string? text) =>
        text is { Length: >= 43 and <= 128 } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~');

    /// <summary>The challenge of a verifier.</summary>
    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Whether a verifier is the one that a challenge was made from; the time taken says nothing.</summary>
    public static bool Matches(string? verifier, string challenge) =>
        IsVerifier(verifier) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(ChallengeOf(verifier)), Encoding.ASCII.GetBytes(challenge));
}
