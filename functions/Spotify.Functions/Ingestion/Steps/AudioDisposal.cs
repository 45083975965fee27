using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Deletes renditions of tracks that were not published, or were replaced, unless listeners have that very audio from another delivery or on another release.</summary>
public sealed class AudioDisposal
{
    private readonly DeliveryStore _store;
    private readonly RenditionStore _renditions;
    private readonly AudioLibrary _library;
    private readonly ICatalog _catalog;

    private readonly IAudioIdentity? _identity;

    internal AudioDisposal(DeliveryStore store, RenditionStore renditions, AudioLibrary library, ICatalog catalog, IAudioIdentity? identity) =>
        (_store, _renditions, _library, _catalog, _identity) = (store, renditions, library, catalog, identity);

    /// <summary>Deletes. Safe to repeat.</summary>
    /// <param name="input">The tracks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many blobs were deleted.</returns>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<int> DiscardAsync(DiscardInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Delivery;
        if (await _store.FindManifestAsync(run, cancellationToken) is not { Manifest.Manifest: { } manifest })
            return 0;
        var count = 0;
        foreach (var index in input.Tracks)
        {
            // A track whose file was never found has no audio to speak of.
            if (manifest.Tracks[index].Sha256 is { Length: > 0 } sha256 && await _store.FindTrackAsync(run, index, cancellationToken) is { } track)
                count += await DiscardAsync(run.Label, new AudioVersion(track.TrackId, sha256), use => use.Run == run.Run, null, cancellationToken);
        }

        return count;
    }

    /// <summary>Deletes what an update has replaced. Safe to repeat.</summary>
    /// <param name="input">The audio.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many blobs were deleted.</returns>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<int> DiscardReplacedAsync(ReplacedAudioInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var count = 0;
        foreach (var version in input.Audio)
        {
            if (await IsPublishedAsync(version, cancellationToken))
                continue;
            if (_identity is not null)
                await _identity.RemoveAsync(version.TrackId, version.SourceSha256, cancellationToken);
            count += input.Label is { } label
                ? await DiscardAsync(label, version, use => use.At < input.WrittenBefore, input.WrittenBefore, cancellationToken)
                : await _renditions.DeleteAsync(version.TrackId, version.SourceSha256, cancellationToken, input.WrittenBefore);
        }

        return count;
    }

    /// <summary>Deletes what a track has stored under its own name of a file that another track holds, unless listeners have it there.</summary>
    /// <param name="version">The sound.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    internal async Task DiscardSpareAsync(AudioVersion version, CancellationToken cancellationToken)
    {
        if (!await IsPublishedAsync(version, cancellationToken))
            await _renditions.DeleteAsync(version.TrackId, version.SourceSha256, cancellationToken);
    }

    private async Task<int> DiscardAsync(string label, AudioVersion version, Func<AudioUse, bool> isOver, DateTime? writtenBefore, CancellationToken cancellationToken)
    {
        var (trackId, sha256) = version;
        // What listeners have stays, whoever claims it; it may be older than the claims are.
        if (await IsPublishedAsync(version, cancellationToken))
            return 0;
        var left = await _library.ReleaseAsync(label, sha256, use => use.TrackId == trackId && isOver(use), cancellationToken);
        if (left is { DeletingSince: null } && (left.Holder == trackId || left.Uses.Any(use => use.TrackId == trackId)))
            return 0;
        if (left is not { DeletingSince: not null })
        {
            // What is stored under this track's own name is of use to nobody else.
            return await _renditions.DeleteAsync(trackId, sha256, cancellationToken, writtenBefore);
        }

        var count = await _renditions.DeleteAsync(trackId, sha256, cancellationToken);
        if (left.Holder is { } holder && holder != trackId)
            count += await _renditions.DeleteAsync(holder, sha256, cancellationToken);
        await _library.ForgetAsync(label, sha256, cancellationToken);
        return count;
    }

    private async Task<bool> IsPublishedAsync(AudioVersion version, CancellationToken cancellationToken) =>
        (await _catalog.FindTrackAsync(version.TrackId, cancellationToken))?.Track.Audio.SourceSha256 == version.SourceSha256;
}
