using Spotify.Functions.Catalog;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Deletes renditions of tracks that were not published, or were replaced, unless listeners have that very audio from another delivery.</summary>
public sealed class AudioDisposal
{
    private readonly DeliveryStore _store;
    private readonly RenditionStore _renditions;
    private readonly ICatalog _catalog;

    internal AudioDisposal(DeliveryStore store, RenditionStore renditions, ICatalog catalog) => (_store, _renditions, _catalog) = (store, renditions, catalog);

    /// <summary>Deletes. Safe to repeat.</summary>
    /// <param name="input">The tracks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many blobs were deleted.</returns>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<int> DiscardAsync(DiscardInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await _store.FindManifestAsync(input.Delivery, cancellationToken) is not { Manifest.Manifest: { } manifest })
            return 0;
        var count = 0;
        foreach (var index in input.Tracks)
        {
            if (await _store.FindTrackAsync(input.Delivery, index, cancellationToken) is not { } track)
                continue;
            var sha256 = manifest.Tracks[index].Sha256;
            if ((await _catalog.FindTrackAsync(track.TrackId, cancellationToken))?.Track.Audio.SourceSha256 != sha256)
                count += await _renditions.DeleteAsync(track.TrackId, sha256, cancellationToken);
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
        foreach (var (trackId, sha256) in input.Audio)
        {
            if ((await _catalog.FindTrackAsync(trackId, cancellationToken))?.Track.Audio.SourceSha256 != sha256)
                count += await _renditions.DeleteAsync(trackId, sha256, cancellationToken, input.WrittenBefore);
        }

        return count;
    }
}
