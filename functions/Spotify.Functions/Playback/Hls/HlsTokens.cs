using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback.Hls;

/// <summary>
/// The tokens in the addresses of playlists. Players of systems and browsers can send no header, and an access token has no place in an address: it would open everything for an hour
/// wherever an address is kept. This one opens the playlists of one track for one listener, as he was when it was made, and nothing else; it is sealed, so that it tells
/// nobody who he is. It cannot be exchanged for a later one. What changes of the account in the meantime counts, as with any token.
/// </summary>
internal sealed partial class HlsTokens : IAddressTokens
{
    private const byte Version = 1;

    // A player may change rungs for the first time at the end of the track. Never longer than the addresses of the audio itself last.
    private static readonly TimeSpan Beyond = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly KeyEncryption _encryption;
    private readonly TimeProvider _time;

    public HlsTokens(IOptions<HlsOptions> options, IOptions<AuthOptions> auth, KeyEncryption encryption, TimeProvider time, ILogger<HlsTokens> logger)
    {
        var hasKey = options.Value.TokenKey.Length > 0;
        _encryption = new KeyEncryption(hasKey ? Convert.FromBase64String(options.Value.TokenKey) : encryption.Derive("hls-tokens"));
        _time = time;
        if (!hasKey && !string.IsNullOrEmpty(auth.Value.Authority))
            LogOwnKey(logger);
    }

    /// <summary>The token for the addresses in an answer: the one that the request came with, or a new one where it came with a header.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="track">The track.</param>
    /// <param name="duration">How long it is.</param>
    public HlsToken Continue(HttpRequest request, Caller caller, string track, TimeSpan duration)
    {
        if (request.Headers.Authorization.Count == 0 && request.Query[IAddressTokens.Parameter] is [{ Length: > 0 } carried] && Open(carried, track) is { } content)
            return new HlsToken(carried, content.Expires);
        var life = duration + Beyond;
        var now = _time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + (life < Longest ? life : Longest)).ToUnixTimeSeconds());
        return new HlsToken(Seal(caller, track, expires), expires);
    }

    /// <inheritdoc/>
    public Caller? Find(HttpRequest request) =>
        request.Query[IAddressTokens.Parameter] is [{ Length: > 0 } carried] && request.RouteValues["id"] is string track && Open(carried, track) is { } content && content.Expires > _time.GetUtcNow()
            ? content.Caller
            : null;

    private string Seal(Caller caller, string track, DateTimeOffset expires)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(expires.ToUnixTimeSeconds());
            writer.Write(caller.IssuedAt.ToUnixTimeSeconds());
            writer.Write((byte)caller.Tier);
            writer.Write(caller.FiltersExplicit);
            writer.Write(caller.Country);
            writer.Write(caller.Subject);
            writer.Write(caller.Session ?? "");
        }

        return Base64Url.EncodeToString(_encryption.Seal(memory.GetBuffer().AsSpan(0, (int)memory.Length), track));
    }

    private Content? Open(string token, string track)
    {
        if (!Base64Url.IsValid(token) || _encryption.Open(Base64Url.DecodeFromChars(token), track) is not { } plain)
            return null;
        using var reader = new BinaryReader(new MemoryStream(plain), Encoding.UTF8);
        // Sealed by us: of this form, unless it is of another version.
        if (reader.ReadByte() != Version)
            return null;
        var expires = DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64());
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64());
        var (tier, filters, country, subject, session) = ((Tier)reader.ReadByte(), reader.ReadBoolean(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        var caller = new Caller(subject, tier, country, NoScopes, null, null) { FiltersExplicit = filters, Session = session.Length == 0 ? null : session, IssuedAt = issuedAt };
        return new Content(caller, expires);
    }

    private static readonly IReadOnlySet<string> NoScopes = new HashSet<string>();

    [LoggerMessage(
        EventId = 3140,
        Level = LogLevel.Warning,
        Message = "Hls__TokenKey is not set, so this process takes a key of its own: with more than one instance a playlist's address may fail on another. Set it to the same 32 bytes in Base64 everywhere")]
    private static partial void LogOwnKey(ILogger logger);

    private sealed record Content(Caller Caller, DateTimeOffset Expires);
}

/// <summary>A token in the addresses of playlists.</summary>
/// <param name="Text">As it stands in an address.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record HlsToken(string Text, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"a playlist's token until {ExpiresAt:O}";
}
