using System.Collections.Concurrent;
using Spotify.Core;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Signs the addresses of what listeners fetch. The rule: time is cut into windows of five minutes, at UTC multiples of five minutes; whatever is signed
/// within a window ends one hour after the window's beginning. So one blob has one address a window, on every instance that signs with the same key, and
/// an address is good for 55 to 60 minutes when it is handed out. Addresses are kept until their window ends, at most so many.
/// </summary>
public sealed class MediaUrls(BlobSigner signer, TimeProvider time)
{
    /// <summary>For how long a blob keeps its address (DESIGN section 6: a retry within five minutes gets the same URL).</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Addresses that are kept in one window; further ones are signed each time they are asked for. About 1 KB each.</summary>
    internal const int MaxKept = 50_000;

    private volatile SignedInWindow _current = new(-1);

    /// <summary>The address of a file of a track.</summary>
    /// <param name="blob">Its name in the container <c>audio</c>.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    public ValueTask<MediaUrl> SignAudioAsync(string blob, CancellationToken cancellationToken = default)
    {
        var window = CurrentWindow();
        return window.Audio.TryGetValue(blob, out var kept)
            ? new(kept)
            : SignAsync(BlobContainers.Audio, blob, window.Audio, window.Number, cancellationToken);
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

        return SignAsync(BlobContainers.Audio, choice.Rendition.Blob, window.Audio, window.Number, cancellationToken);
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
            : SignAsync(BlobContainers.Images, blob, window.Images, window.Number, cancellationToken);
    }

    /// <summary>The address that a file of a track will have at a moment to come, for whoever makes ready for it; nobody is given it before.</summary>
    internal ValueTask<MediaUrl> SignAudioAtAsync(string blob, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var window = new SignedInWindow(at.UtcTicks / Window.Ticks);
        return SignAsync(BlobContainers.Audio, blob, window.Audio, window.Number, cancellationToken);
    }

    private SignedInWindow CurrentWindow()
    {
        var number = time.GetUtcNow().UtcTicks / Window.Ticks;
        var current = _current;
        if (current.Number != number)
            _current = current = new SignedInWindow(number);
        return current;
    }

    private async ValueTask<MediaUrl> SignAsync(
        string container, string blob, ConcurrentDictionary<string, MediaUrl> kept, long window, CancellationToken cancellationToken)
    {
        var expiresAt = new DateTime(window * Window.Ticks, DateTimeKind.Utc) + BlobSigner.Lifetime;
        var uri = await signer.SignReadAsync(container, blob, expiresAt, cancellationToken);
        var signed = new MediaUrl(uri.AbsoluteUri, expiresAt);
        if (kept.Count < MaxKept)
            kept.TryAdd(blob, signed);
        return signed;
    }

    private sealed class SignedInWindow(long number)
    {
        public readonly long Number = number;

        public readonly ConcurrentDictionary<string, MediaUrl> Audio = new(StringComparer.Ordinal);

        public readonly ConcurrentDictionary<string, MediaUrl> Images = new(StringComparer.Ordinal);
    }
}
