using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Ingestion.Media;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>
/// Which tracks of a label use which stored audio. A file that is delivered again, for the same track or on another release, is linked and neither fetched nor encoded; its bytes go
/// when the last track has let go of them, and never while a run is about to publish them.
/// </summary>
internal sealed class AudioLibrary(DeliveryStore store, TimeProvider time)
{
    private const int Attempts = 30;
    private const int RememberedUses = 8;

    // A deletion that takes longer has broken off with its process; whoever needs the audio makes it anew.
    private static readonly TimeSpan LongestDeletion = TimeSpan.FromMinutes(1);

    /// <summary>Stored audio that a track could use as it is; null where there is none.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<StoredAudioDocument?> FindAsync(string label, string sha256, CancellationToken cancellationToken) =>
        await store.FindAudioAsync(label, sha256, cancellationToken) is { Value: { Audio: not null, DeletingSince: null } audio } ? audio : null;

    /// <summary>Says that a track is about to use a file.</summary>
    /// <returns>The audio as it is stored already; null where it is still to be made.</returns>
    /// <exception cref="TransientException">The documents are in trouble, or the audio is just being deleted.</exception>
    public async Task<StoredAudioDocument?> ClaimAsync(IngestInput run, string trackId, string sha256, CancellationToken cancellationToken)
    {
        var document = await ChangeAsync(run.Label, sha256, known => known switch
        {
            null => new StoredAudioDocument { Uses = [UseOf(run, trackId)] },
            { DeletingSince: { } since } when time.GetUtcNow() - since < LongestDeletion => throw new TransientException($"The audio {sha256} of {run.Label} is being deleted"),
            { DeletingSince: not null } => new StoredAudioDocument { Uses = [UseOf(run, trackId)] },
            _ when known.Uses.Any(use => use.TrackId == trackId && use.Run == run.Run) => known,
            _ => known with { Uses = [.. known.Uses.Where(use => use.TrackId != trackId), .. known.Uses.Where(use => use.TrackId == trackId).TakeLast(RememberedUses), UseOf(run, trackId)] },
        }, cancellationToken);
        return document!.Audio is null ? null : document;
    }

    /// <summary>Notes what was made and stored of a file under a track's name.</summary>
    /// <returns>What counts: this, or what another track has stored meanwhile; then the bytes under this track's name are of no use.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<StoredAudioDocument> KeepAsync(IngestInput run, string trackId, TrackAudio audio, ProcessedMedia media, CancellationToken cancellationToken)
    {
        var made = new StoredAudioDocument { Holder = trackId, Audio = audio, Blocks = media.Master.Blocks, Fingerprint = media.Fingerprint, Uses = [UseOf(run, trackId)] };
        var document = await ChangeAsync(run.Label, audio.SourceSha256, known => known switch
        {
            null or { DeletingSince: not null } => made,
            { Audio: not null } when known.Holder != trackId => known,
            _ => made with { Uses = known.Uses },
        }, cancellationToken);
        return document!;
    }

    /// <summary>Ends some uses of a file. Where it was the last one the audio is marked as being deleted, and <see cref="ForgetAsync"/> ends the deletion.</summary>
    /// <param name="label">The label.</param>
    /// <param name="sha256">The file.</param>
    /// <param name="isOver">Which uses.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What is left of it; null where nothing is known of this file.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public Task<StoredAudioDocument?> ReleaseAsync(string label, string sha256, Func<AudioUse, bool> isOver, CancellationToken cancellationToken) =>
        ChangeAsync(label, sha256, known =>
        {
            if (known is null)
                return null;
            List<AudioUse> left = [.. known.Uses.Where(use => !isOver(use))];
            if (left.Count == 0)
                return known with { Uses = left, DeletingSince = time.GetUtcNow() };
            return left.Count == known.Uses.Count ? known : known with { Uses = left };
        }, cancellationToken);

    /// <summary>Ends a deletion, unless somebody has come to need the audio again.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task ForgetAsync(string label, string sha256, CancellationToken cancellationToken)
    {
        if (await store.FindAudioAsync(label, sha256, cancellationToken) is { Value.DeletingSince: not null } document)
            await store.DeleteAudioAsync(label, sha256, document.ETag, cancellationToken);
    }

    private AudioUse UseOf(IngestInput run, string trackId) => new(trackId, run.Run, time.GetUtcNow());

    private async Task<StoredAudioDocument?> ChangeAsync(
        string label, string sha256, Func<StoredAudioDocument?, StoredAudioDocument?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var known = await store.FindAudioAsync(label, sha256, cancellationToken);
            var changed = change(known?.Value);
            if (changed is null || ReferenceEquals(changed, known?.Value) || await store.TrySaveAudioAsync(label, sha256, changed, known?.ETag, cancellationToken))
                return changed;
        }

        throw new TransientException($"Others kept changing what is known of the audio {sha256} of {label}");
    }
}
