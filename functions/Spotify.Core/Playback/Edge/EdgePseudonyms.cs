using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Playback.Edge;

/// <summary>
/// Names for listeners and sessions that an edge may see and log: the same for the same one, so that a leaked address leads to its owner and a session can be told from another, and of no use
/// to whoever has not the key. 96 bits of HMAC-SHA256.
/// </summary>
public sealed class EdgePseudonyms
{
    private const int Bytes = 12;

    private readonly byte[] _key;

    /// <summary>Takes the key.</summary>
    /// <param name="key">At least 32 random bytes, none that a token is signed with.</param>
    public EdgePseudonyms(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, EdgeKey.LeastBytes);
        _key = key.ToArray();
    }

    /// <summary>A listener's.</summary>
    /// <param name="user">The user's id.</param>
    public string OfListener(string user) => Of("listener", user);

    /// <summary>A session's.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="session">The session's; null where the token names none: then all of the user's tokens are one.</param>
    public string OfSession(string user, string? session) => Of("session", user + "\n" + session);

    private string Of(string kind, string value)
    {
        var text = kind + "\n" + value;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= 1024 ? stackalloc byte[most] : new byte[most];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes[..Encoding.UTF8.GetBytes(text, bytes)], mac);
        return Base64Url.EncodeToString(mac[..Bytes]);
    }
}
