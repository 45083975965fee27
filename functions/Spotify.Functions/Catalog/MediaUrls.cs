using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Playback.Edge;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Edge;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Signs the addresses of what listeners fetch, in the form that all of them share. The rule is that of <see cref="AddressWindows"/>: one blob has one address a window, on every instance
/// that signs with the same key, and an address has its least life when it is handed out. Where there is an edge, addresses lead through it, unless it is down or switched off: then the same
/// signature leads to storage itself. Addresses are kept until their window ends, at most so many.
/// </summary>
/// <param name="signer">Signs.</param>
/// <param name="time">The clock of windows.</param>
/// <param name="options">Where the edge is, and how long windows are; the defaults where null.</param>
/// <param name="edge">Whether it is used; never where null.</param>
public sealed class MediaUrls(BlobSigner signer, TimeProvider time, IOptions<EdgeOptions>? options = null, EdgeState? edge = null)
{
    /// <summary>Addresses that are kept in one window; further ones are signed each time they are asked for. About 1 KB each.</summary>
    internal const int MaxKept = 50_000;

    private readonly AddressWindows _windows = options is null ? Default : new AddressWindows(options.Value.Window, options.Value.LeastLife);
    private readonly string _edge = options?.Value.Root?.GetLeftPart(UriPartial.Authority) ?? "";
    private volatile SignedInWindow _current = new(-1, false);

    private static AddressWindows Default { get; } = new(new EdgeOptions().Window, new EdgeOptions().LeastLife);

    /// <summary>The address of a file of a track.</summary>
    /// <param name="blob">Its name in the container <c>audio</c>.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    public ValueTask<MediaUrl> SignAudioAsync(string blob, CancellationToken cancellationToken = default)
    {
        var window = CurrentWindow();
        return window.Audio.TryGetValue(blob, out var kept)
            ? new(kept)
            : SignAsync(BlobContainers.Audio, blob, window.Audio, window, cancellationToken);
    }

    /// <summary>The address of the rendition that was chosen, which remembers it.</summary>
    internal ValueTask<MediaUrl> SignAudioAsync(AudioChoice choice, CancellationToken cancellationToken)
    {
        var window = CurrentWindow();
        if (choice.FindUrl(window) is { } kept)
            return new(kept);
        if (window.Audio.TryGetValue(choice.Rendition.Blob, out kept))
        {
            choice.Keep(window, kept);
            return new(kept);
        }

        return SignAsync(BlobContainers.Audio, choice.Rendition.Blob, window.Audio, window, cancellationToken);
    }

    /// <summary>The address of an image.</summary>
    /// <param name="blob">Its name in the container <c>images</c>.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    public ValueTask<MediaUrl> SignImageAsync(string blob, CancellationToken cancellationToken = default)
    {
        var window = CurrentWindow();
        return window.Images.TryGetValue(blob, out var kept)
            ? new(kept)
            : SignAsync(BlobContainers.Images, blob, window.Images, window, cancellationToken);
    }

    /// <summary>The address that a file of a track will have at a moment to come, for whoever makes ready for it; nobody is given it before.</summary>
    internal ValueTask<MediaUrl> SignAudioAtAsync(string blob, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var window = new SignedInWindow(_windows.NumberAt(at), edge?.Use == EdgeUse.Used);
        return SignAsync(BlobContainers.Audio, blob, window.Audio, window, cancellationToken, at);
    }

    private SignedInWindow CurrentWindow()
    {
        var number = _windows.NumberAt(time.GetUtcNow());
        var throughEdge = edge?.Use == EdgeUse.Used;
        var current = _current;
        if (current.Number != number || current.ThroughEdge != throughEdge)
            _current = current = new SignedInWindow(number, throughEdge);
        return current;
    }

    private async ValueTask<MediaUrl> SignAsync(
        string container, string blob, ConcurrentDictionary<string, MediaUrl> kept, SignedInWindow window, CancellationToken cancellationToken, DateTimeOffset? at = null)
    {
        var expiresAt = _windows.EndOf(window.Number);
        var uri = await signer.SignReadAsync(container, blob, expiresAt, at, cancellationToken);
        // What is signed is the account, not the host: the edge asks storage under storage's own name.
        var signed = new MediaUrl(window.ThroughEdge ? string.Concat(_edge, uri.AbsoluteUri.AsSpan(uri.GetLeftPart(UriPartial.Authority).Length)) : uri.AbsoluteUri, expiresAt);
        if (kept.Count < MaxKept)
            kept.TryAdd(blob, signed);
        return signed;
    }

    private sealed class SignedInWindow(long number, bool throughEdge)
    {
        public readonly long Number = number;

        public readonly bool ThroughEdge = throughEdge;

        public readonly ConcurrentDictionary<string, MediaUrl> Audio = new(StringComparer.Ordinal);

        public readonly ConcurrentDictionary<string, MediaUrl> Images = new(StringComparer.Ordinal);
    }
}
