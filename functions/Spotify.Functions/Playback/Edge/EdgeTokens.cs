using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Playback.Edge;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback.Edge;

/// <summary>
/// Addresses that carry a token of ours, and the check of it where the API itself is what checks. A token ends like shared addresses of five minutes do, so that a retry gets the same one; a
/// longer window would gain nothing, since no cache keeps anything under it.
/// </summary>
internal sealed partial class EdgeTokens
{
    /// <summary>The parameter of the address that holds the token.</summary>
    public const string Parameter = "t";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly EdgeOptions _options;
    private readonly EdgeKeyRing _keys;
    private readonly EdgePseudonyms _pseudonyms;
    private readonly AddressWindows _windows;
    private readonly string _root;
    private readonly TimeProvider _time;

    public EdgeTokens(IOptions<EdgeOptions> options, IOptions<AuthOptions> auth, KeyEncryption encryption, TimeProvider time, ILogger<EdgeTokens> logger)
    {
        (_options, _time) = (options.Value, time);
        _keys = (_options.Keys.Length == 0 ? null : _options.ReadKeys()) ?? new EdgeKeyRing(new EdgeKey("own", encryption.Derive("edge-tokens")));
        _pseudonyms = new EdgePseudonyms(encryption.Derive("edge-pseudonyms"));
        _windows = new AddressWindows(Window, _options.LeastLife);
        _root = _options.TokenAddress.TrimEnd('/');
        if (_options.Form == AddressForm.Bound && !string.IsNullOrEmpty(auth.Value.Authority))
            LogOwnKey(logger);
    }

    /// <summary>Whether the client's address is part of what is signed.</summary>
    public bool BindsAddress => _options.BindAddress;

    /// <summary>The path that is signed for a blob of audio.</summary>
    public static string PathOf(string blob) => "/audio/" + blob;

    /// <summary>The address of a file of a track for one listener.</summary>
    public MediaUrl Sign(string blob, Caller caller, string? address)
    {
        var end = _windows.EndOf(_windows.NumberAt(_time.GetUtcNow()));
        var path = PathOf(blob);
        var grant = new EdgeGrant(
            path, _pseudonyms.OfListener(caller.Subject), _pseudonyms.OfSession(caller.Subject, caller.Session), new DateTimeOffset(end), _options.BindAddress ? address : null);
        return new MediaUrl($"{_root}{path}?{Parameter}={EdgeToken.Sign(_keys, grant)}", end);
    }

    /// <summary>Checks an address that somebody fetches from.</summary>
    /// <param name="blob">The blob that its path names.</param>
    /// <param name="token">Its token.</param>
    /// <param name="address">Whom the request comes from, as <see cref="ClientAddress.KeyOf"/> writes it.</param>
    /// <param name="caller">Whose access token the request carries; null where it carries none.</param>
    public EdgeVerdict Verify(string blob, string? token, string? address, Caller? caller) => EdgeToken.Verify(
        _keys, token, new EdgeRequest(PathOf(blob), _time.GetUtcNow(), address, caller is null ? null : _pseudonyms.OfSession(caller.Subject, caller.Session)));

    [LoggerMessage(
        EventId = 3150,
        Level = LogLevel.Warning,
        Message = "Tokens come from another authority, so that this process takes a key of its own for pseudonyms, and for edge tokens unless Edge__Keys is set: with more than one instance, a bound address may be refused by another")]
    private static partial void LogOwnKey(ILogger logger);
}
