using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback.Edge;

namespace Spotify.Functions.Playback;

/// <summary>
/// Signs the addresses of audio, in one of two forms (<see cref="AddressForm"/>). Shared: storage's signature, one address a window for all listeners of a track. Bound: a token of ours for one
/// listener's session and one path. Where the edge is down or switched off, what is signed is storage itself, at a lower rung, whatever the form.
/// </summary>
public sealed class PlaybackUrlSigner
{
    private readonly MediaUrls _urls;
    private readonly EdgeState? _edge;
    private readonly EdgeTokens? _tokens;

    /// <summary>A signer of shared addresses alone.</summary>
    /// <param name="urls">Signs them.</param>
    public PlaybackUrlSigner(MediaUrls urls)
        : this(urls, null, null)
    {
    }

    /// <param name="urls">Signs shared addresses.</param>
    /// <param name="edge">Whether there is an edge and it is used.</param>
    /// <param name="tokens">Signs bound addresses; null where the form is shared.</param>
    internal PlaybackUrlSigner(MediaUrls urls, EdgeState? edge, EdgeTokens? tokens) => (_urls, _edge, _tokens) = (urls, edge, tokens);

    /// <summary>Whether addresses are good from the caller's own network address alone.</summary>
    internal bool BindsAddress => _tokens?.BindsAddress == true;

    /// <summary>The highest rung that may be given now; null where there is no such bound.</summary>
    public Quality? Ceiling => _edge?.Ceiling;

    /// <summary>What a listener asked for, lowered to what may be given now.</summary>
    internal RungRequest Lower(in RungRequest request) =>
        Ceiling is { } ceiling && RungSelector.Target(request) > ceiling ? request with { Quality = ceiling } : request;

    /// <summary>The address of a rendition.</summary>
    /// <param name="choice">The rendition.</param>
    /// <param name="caller">Who will play it.</param>
    /// <param name="address">Where he calls from, as <see cref="ClientAddress.KeyOf"/> writes it; null where that cannot be told.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    internal ValueTask<MediaUrl> SignAsync(AudioChoice choice, Caller caller, string? address, CancellationToken cancellationToken) =>
        IsBound ? new(_tokens!.Sign(choice.Rendition.Blob, caller, address)) : _urls.SignAudioAsync(choice, cancellationToken);

    /// <summary>The address of a file of a track.</summary>
    /// <param name="blob">Its name.</param>
    /// <param name="caller">Who will play it.</param>
    /// <param name="address">Where he calls from, as <see cref="ClientAddress.KeyOf"/> writes it; null where that cannot be told.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    internal ValueTask<MediaUrl> SignAsync(string blob, Caller caller, string? address, CancellationToken cancellationToken) =>
        IsBound ? new(_tokens!.Sign(blob, caller, address)) : _urls.SignAudioAsync(blob, cancellationToken);

    private bool IsBound => _tokens is not null && _edge?.Use is not (EdgeUse.Down or EdgeUse.SwitchedOff);
}
