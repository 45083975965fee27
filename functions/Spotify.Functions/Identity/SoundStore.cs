using System.Globalization;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Identity;

/// <summary>Sounds with their whole fingerprints, and the tracks that have them, in the container <c>fingerprints</c>.</summary>
internal sealed class SoundStore(IDocumentStore documents)
{
    private const int MostTracks = 100;

    /// <summary>The number of a sound: 48 bits, enough for a hundred million to be nearly always alone with theirs.</summary>
    public static long NumberOf(string sha256) => Math.Max(1, long.Parse(sha256.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>Notes a track with its sound.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task AddAsync(IdentityQuery track, CancellationToken cancellationToken)
    {
        var sound = new SoundDocument { Sha256 = track.Sha256, DurationMs = track.DurationMs, Fingerprint = track.Fingerprint };
        var entry = new SoundTrackDocument { TrackId = track.TrackId, LabelId = track.LabelId, Isrc = track.Isrc, Sha256 = track.Sha256 };
        var results = await documents.WriteManyAsync(
            [
                new PartitionBatch(
                    DocumentContainer.Fingerprints,
                    PartitionOf(NumberOf(track.Sha256)),
                    [DocumentOperation.Upsert(SoundId(track.Sha256), sound), DocumentOperation.Upsert(TrackId(track.Sha256, track.TrackId), entry)]),
                new PartitionBatch(DocumentContainer.Fingerprints, IsrcPartition(track.Isrc), [DocumentOperation.Upsert(track.TrackId, entry)]),
            ],
            cancellationToken);
        if (results.FirstOrDefault(result => !result.IsWritten) is { } failed)
            throw new TransientException($"The sound of track {track.TrackId} was not written: {failed.Outcome}");
    }

    /// <summary>Takes a track from its sound; the sound goes with its last track.</summary>
    /// <returns>Whether nobody has the sound any more.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<bool> RemoveAsync(string trackId, string sha256, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(NumberOf(sha256));
        if (await documents.ReadAsync<SoundTrackDocument>(DocumentContainer.Fingerprints, partition, TrackId(sha256, trackId), cancellationToken) is { } entry)
        {
            // A later sound of the same track is left alone.
            var isrc = IsrcPartition(entry.Value.Isrc);
            if (await documents.ReadAsync<SoundTrackDocument>(DocumentContainer.Fingerprints, isrc, trackId, cancellationToken) is { } line && line.Value.Sha256 == sha256)
                await documents.WriteAsync(DocumentContainer.Fingerprints, isrc, DocumentOperation.Delete(trackId, line.ETag), cancellationToken);
            await documents.WriteAsync(DocumentContainer.Fingerprints, partition, DocumentOperation.Delete(TrackId(sha256, trackId)), cancellationToken);
        }

        var sound = await documents.ReadAsync<SoundDocument>(DocumentContainer.Fingerprints, partition, SoundId(sha256), cancellationToken);
        if (sound is null)
            return true;
        if ((await ListTracksAsync(sha256, cancellationToken)).Count > 0)
            return false;
        // Every addition of a track writes the sound too: one that came since is seen by the version.
        var result = await documents.WriteAsync(DocumentContainer.Fingerprints, partition, DocumentOperation.Delete(SoundId(sha256), sound.ETag), cancellationToken);
        return result.Outcome != WriteOutcome.PreconditionFailed;
    }

    /// <summary>One sound, or null.</summary>
    public async Task<SoundDocument?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<SoundDocument>(DocumentContainer.Fingerprints, PartitionOf(NumberOf(sha256)), SoundId(sha256), cancellationToken))?.Value;

    /// <summary>The sounds of a number: nearly always one at the most.</summary>
    public async Task<IReadOnlyList<SoundDocument>> ListAsync(long number, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<SoundDocument>(
            DocumentContainer.Fingerprints, PartitionOf(number), IdRange.Prefix("sound-"), 4, cancellationToken: cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    /// <summary>Tracks that have a sound, a hundred at the most.</summary>
    public async Task<IReadOnlyList<SoundTrackDocument>> ListTracksAsync(string sha256, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<SoundTrackDocument>(
            DocumentContainer.Fingerprints, PartitionOf(NumberOf(sha256)), IdRange.Prefix($"track-{sha256}-"), MostTracks, cancellationToken: cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    /// <summary>Tracks of an ISRC, a hundred at the most.</summary>
    public async Task<IReadOnlyList<SoundTrackDocument>> ListByIsrcAsync(string isrc, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<SoundTrackDocument>(
            DocumentContainer.Fingerprints, IsrcPartition(isrc), default, MostTracks, cancellationToken: cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    private static PartitionKeyValue PartitionOf(long number) => new(string.Create(CultureInfo.InvariantCulture, $"s-{number:x12}"));

    private static PartitionKeyValue IsrcPartition(string isrc) => new($"i-{isrc}");

    private static string SoundId(string sha256) => $"sound-{sha256}";

    private static string TrackId(string sha256, string trackId) => $"track-{sha256}-{trackId}";
}
