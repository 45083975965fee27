using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Accounts;

/// <summary>Secrets that a machine makes: 256 random bits. They are kept as their SHA-256 alone, which is enough for what nobody can guess.</summary>
public static class Secret
{
    /// <summary>Characters of a secret.</summary>
    public const int Length = 43;

    /// <summary>A new one, in base64url.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of one.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> secret)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(secret)];
        Encoding.UTF8.GetBytes(secret, bytes);
        return SHA256.HashData(bytes);
    }

    /// <summary>Whether a secret is the one that was kept; the time taken says nothing.</summary>
    public static bool Matches(ReadOnlySpan<char> secret, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(HashOf(secret), hash);
}
