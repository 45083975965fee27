using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Playback.Edge;

/// <summary>
/// The token in an address that an edge can check by itself, without a store and without asking anybody:
/// <c>1.{key}.{expires}.{listener}.{session}.{a|n}.{mac}</c>. <c>expires</c> is in Unix seconds; <c>a</c> says that the client's address is part of what was signed, <c>n</c> that it is not;
/// <c>mac</c> is HMAC-SHA256, Base64url without padding, over the canonical text: the six fields before it, the path, and the address or nothing, each ended by a line feed. No field can hold
/// a line feed, so that no two grants have one canonical text.
/// </summary>
/// <remarks>The MAC is compared as text: Base64url has spare bits in its last letter, and a token of which any letter was changed is to be refused.</remarks>
public static class EdgeToken
{
    /// <summary>The longest token that is read.</summary>
    public const int MaxLength = 256;

    /// <summary>The longest path.</summary>
    public const int MaxPath = 1024;

    internal static readonly SearchValues<char> PlainLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private const string Version = "1";
    private const int Fields = 7;
    private const int MacLetters = 43;
    private const int MaxName = 64;
    private const int MaxAddress = 64;

    /// <summary>Signs a grant with the ring's current key.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="grant">What is permitted.</param>
    /// <exception cref="ArgumentException">The path, a pseudonym or the address has not the form that <see cref="EdgeGrant"/> says.</exception>
    public static string Sign(EdgeKeyRing keys, EdgeGrant grant)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(grant);
        if (!IsPath(grant.Path))
            throw new ArgumentException("A path begins with a slash and is at most 1,024 visible ASCII characters, no query among them.", nameof(grant));
        if (!IsName(grant.Listener) || !IsName(grant.Session))
            throw new ArgumentException("A pseudonym is 1 to 64 letters, digits, hyphens and underscores.", nameof(grant));
        if (grant.Address is not null && !IsAddress(grant.Address))
            throw new ArgumentException("An address is 1 to 64 visible ASCII characters.", nameof(grant));
        var kind = grant.Address is null ? 'n' : 'a';
        var head = string.Create(CultureInfo.InvariantCulture, $"{Version}.{keys.Current.Id}.{grant.ExpiresAt.ToUnixTimeSeconds()}.{grant.Listener}.{grant.Session}.{kind}");
        Span<char> mac = stackalloc char[MacLetters];
        WriteMac(keys.Current, head, grant.Path, grant.Address, mac);
        return string.Concat(head, ".", mac);
    }

    /// <summary>Checks a token against a request, in a time that does not tell how much of the MAC was right.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="token">The token as it stands in the address.</param>
    /// <param name="request">The request.</param>
    public static EdgeVerdict Verify(EdgeKeyRing keys, string? token, in EdgeRequest request)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Span<Range> parts = stackalloc Range[Fields + 1];
        if (token is null || token.Length > MaxLength || token.AsSpan().Split(parts, '.') != Fields)
            return new EdgeVerdict(EdgeDecision.Malformed);
        var text = token.AsSpan();
        var kind = text[parts[5]];
        var mac = text[parts[6]];
        if (!text[parts[0]].SequenceEqual(Version) || kind is not ("a" or "n") || mac.Length != MacLetters || mac.IndexOfAnyExcept(PlainLetters) >= 0
            || !IsName(text[parts[3]]) || !IsName(text[parts[4]])
            || !long.TryParse(text[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxSeconds)
            return new EdgeVerdict(EdgeDecision.Malformed);
        if (keys.Find(text[parts[1]]) is not { } key)
            return new EdgeVerdict(EdgeDecision.UnknownKey);
        var address = kind is "a" ? request.Address ?? "" : null;
        if (!IsPath(request.Path) || (address is not null && !IsAddress(address)))
            return new EdgeVerdict(EdgeDecision.NotSigned);
        Span<char> right = stackalloc char[MacLetters];
        WriteMac(key, text[..(text.Length - MacLetters - 1)], request.Path, address, right);
        if (!CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(mac), MemoryMarshal.AsBytes(right)))
            return new EdgeVerdict(EdgeDecision.NotSigned);
        var (listener, session, expires) = (text[parts[3]].ToString(), text[parts[4]].ToString(), DateTimeOffset.FromUnixTimeSeconds(seconds));
        if (request.Now >= expires)
            return new EdgeVerdict(EdgeDecision.Expired, listener, session, expires);
        return new EdgeVerdict(request.Session is not null && request.Session != session ? EdgeDecision.OtherSession : EdgeDecision.Allowed, listener, session, expires);
    }

    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static void WriteMac(EdgeKey key, ReadOnlySpan<char> head, string path, string? address, Span<char> mac)
    {
        Span<byte> canonical = stackalloc byte[MaxLength + MaxPath + MaxAddress + 3];
        var length = 0;
        Add(head, canonical, ref length);
        Add(path, canonical, ref length);
        Add(address, canonical, ref length);
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, canonical[..length], bytes);
        Base64Url.EncodeToChars(bytes, mac);
    }

    private static void Add(ReadOnlySpan<char> text, Span<byte> canonical, ref int length)
    {
        length += Encoding.ASCII.GetBytes(text, canonical[length..]);
        canonical[length++] = (byte)'\n';
    }

    private static bool IsPath(string? path) =>
        path is { Length: >= 1 and <= MaxPath } && path[0] == '/' && path.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !path.AsSpan().ContainsAny('?', '#');

    private static bool IsName(ReadOnlySpan<char> name) => name.Length is >= 1 and <= MaxName && name.IndexOfAnyExcept(PlainLetters) < 0;

    private static bool IsAddress(string address) => address.Length is >= 1 and <= MaxAddress && address.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
