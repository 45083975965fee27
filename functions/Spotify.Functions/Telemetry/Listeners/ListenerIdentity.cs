using System.Security.Cryptography;
using System.Text;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Telemetry.Listeners;

/// <summary>
/// A listener as the ledger and the archive know one: by a pseudonym that only the listener's own key leads to. Where the key is destroyed nobody can tell
/// whose plays they were, and the plays stay.
/// </summary>
public sealed class ListenerIdentity
{
    private readonly byte[] _key;

    /// <param name="userId">The user.</param>
    /// <param name="key">The listener's key, 32 random bytes.</param>
    /// <param name="since">When the listener was first seen.</param>
    internal ListenerIdentity(string userId, byte[] key, DateTimeOffset since)
    {
        (UserId, _key, Since) = (userId, key, since);
        Pseudonym = Derive("ledger");
    }

    /// <summary>The user.</summary>
    public string UserId { get; }

    /// <summary>22 characters of base62: the first 128 bits of HMAC-SHA256 with the listener's key.</summary>
    public string Pseudonym { get; }

    /// <summary>When the first event of the listener was handled.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>A pseudonym for something of this listener's, such as a device; equal only for the same listener.</summary>
    /// <param name="kind">What kind of thing.</param>
    /// <param name="value">Its own name.</param>
    /// <returns>22 characters of base62.</returns>
    public string KeyOf(string kind, string value) => Derive(kind + '\0' + value);

    private string Derive(string text)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), digest);
        return SpotifyId.FromBytes(digest);
    }
}
