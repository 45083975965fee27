using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Publishes a release in three steps that each may be repeated: claim the ISRCs, stage the tracks beside what is there, write the album over the version
/// that was read at the beginning. Only the last one is seen by listeners, and only one of several publications at the same time can make it.
/// </summary>
internal sealed class ReleasePublisher(IDocumentStore store, TimeProvider time)
{
    private const int Attempts = 30;
    private const int RememberedVersions = 32;
    private const int RememberedPlaces = 1000;

    // A publication that takes longer than this stages its tracks again before it can succeed.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Refuses what cannot be one release.</summary>
    /// <exception cref="ArgumentException">Album and tracks do not belong together.</exception>
    public static void Check(Album album, IReadOnlyList<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(album);
        ArgumentNullException.ThrowIfNull(tracks);
        if (tracks.Count == 0)
            throw new ArgumentException("A release has at least one track.", nameof(tracks));
        if (!album.Tracks.Select(track => track.Id).Order(StringComparer.Ordinal).SequenceEqual(tracks.Select(track => track.Id).Order(StringComparer.Ordinal)))
            throw new ArgumentException("The album's track list names other tracks than those given.", nameof(tracks));
        if (tracks.DistinctBy(track => track.Id).Count() != tracks.Count)
            throw new ArgumentException("A track is on the album twice.", nameof(tracks));
        if (tracks.FirstOrDefault(track => (track.AlbumId, track.LabelId, track.ReleaseVersion) != (album.Id, album.LabelId, album.ReleaseVersion)) is { } stray)
            throw new ArgumentException($"Track {stray.Id} has another album, label or release version than album {album.Id}.", nameof(tracks));
    }

    public async Task<PublishOutcome> PublishAsync(Album album, IReadOnlyList<Track> tracks, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = await store.ReadCatalogAsync<AlbumDocument>(AlbumDocument.IdOf(album.Id), cancellationToken);
            if (before is not null && before.Value.Album.LabelId != album.LabelId)
                return PublishOutcome.OwnedByAnotherLabel;
            if (before is not null && before.Value.PublishedVersions.Contains(album.ReleaseVersion))
                return PublishOutcome.AlreadyPublished;
            if (before is not null && IsOlder(album, before.Value.Album))
                return PublishOutcome.Superseded;
            if (!await ClaimRecordingsAsync(tracks, cancellationToken))
                return PublishOutcome.IsrcConflict;
            await StageAsync(tracks, before?.Value.Album.ReleaseVersion, startedAt, cancellationToken);
            // What comes without a message is from somebody who knows what is published now, and leaves open what the next message may change.
            var shown = album.Edition.Length == 0 && before is not null ? album with { Edition = before.Value.Album.Edition } : album;
            if (await ShowAsync(shown, tracks, before, cancellationToken))
                return PublishOutcome.Published;
        }

        throw new TransientException($"Other publications of album {album.Id} kept coming between");
    }

    private static bool IsOlder(Album album, Album published) => album.Edition.Length > 0 && string.CompareOrdinal(album.Edition, published.Edition) < 0;

    /// <summary>The one visible step.</summary>
    private async Task<bool> ShowAsync(Album album, IReadOnlyList<Track> tracks, StoredDocument<AlbumDocument>? before, CancellationToken cancellationToken)
    {
        var id = AlbumDocument.IdOf(album.Id);
        var document = DocumentOf(album, AlbumCredit.Of(album, tracks), before?.Value);
        var write = before is null ? DocumentOperation.Create(id, document) : DocumentOperation.Replace(id, document, before.ETag);
        var result = await store.WriteAsync(DocumentContainer.Catalog, id, write, cancellationToken);
        Refuse(result.Outcome == WriteOutcome.TooLarge, $"Album {album.Id} is too large to store.");
        return result.IsWritten;
    }

    /// <summary>The album's document, which remembers where earlier versions stood: they are taken away there after this one is visible.</summary>
    private static AlbumDocument DocumentOf(Album album, IReadOnlyList<AlbumCredit> credits, AlbumDocument? before)
    {
        var places = ReleaseShelving.PlacesOf(album, credits);
        var formerPlaces = before is null ? [] : before.Former.Concat(ReleaseShelving.PlacesOf(before.Album, before.Credits)).Distinct().Except(places);
        var formerTracks = before is null ? [] : before.FormerTracks.Concat(before.Album.Tracks.Select(track => track.Id)).Distinct().Except(album.Tracks.Select(track => track.Id));
        return new AlbumDocument
        {
            Album = album,
            PublishedVersions = [.. (before?.PublishedVersions ?? []).Append(album.ReleaseVersion).TakeLast(RememberedVersions)],
            Credits = credits,
            Former = [.. formerPlaces.TakeLast(RememberedPlaces)],
            FormerTracks = [.. formerTracks.TakeLast(RememberedPlaces)],
        };
    }

    private async Task<bool> ClaimRecordingsAsync(IReadOnlyList<Track> tracks, CancellationToken cancellationToken)
    {
        var claimed = new List<string>();
        IReadOnlyList<Track> open = tracks;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var owners = await store.ReadCatalogAsync<RecordingDocument>(open.Select(track => RecordingDocument.IdOf(track.Isrc)), cancellationToken);
            if (owners.Zip(open).Any(pair => pair.First is not null && pair.First.Value.LabelId != pair.Second.LabelId))
            {
                // What this call has just claimed would otherwise keep others from their own recordings for a release that never came.
                await store.WriteCatalogAsync(claimed.Select(id => DocumentOperation.Delete(id)), cancellationToken);
                return false;
            }

            var due = open.Zip(owners).Where(pair => IsClaimDue(pair.First, pair.Second)).ToList();
            var outcomes = await store.WriteCatalogAsync(due.Select(pair => ClaimOf(pair.First, pair.Second)), cancellationToken);
            claimed.AddRange(due.Zip(outcomes).Where(one => one.First.Second is null && one.Second == WriteOutcome.Written)
                .Select(one => RecordingDocument.IdOf(one.First.First.Isrc)));
            open = [.. due.Zip(outcomes).Where(one => one.Second != WriteOutcome.Written).Select(one => one.First.First)];
            if (open.Count == 0)
                return true;
        }

        throw new TransientException($"Other publications kept claiming the recordings of album {tracks[0].AlbumId}");
    }

    /// <summary>A new recording, or new audio for the track that the recording was first published as.</summary>
    private static bool IsClaimDue(Track track, StoredDocument<RecordingDocument>? owner) =>
        owner is null || (owner.Value.TrackId == track.Id && owner.Value.SourceSha256 != track.Audio.SourceSha256);

    private static DocumentOperation ClaimOf(Track track, StoredDocument<RecordingDocument>? owner)
    {
        var id = RecordingDocument.IdOf(track.Isrc);
        var document = new RecordingDocument { Isrc = track.Isrc, LabelId = track.LabelId, SourceSha256 = track.Audio.SourceSha256, TrackId = track.Id };
        return owner is null ? DocumentOperation.Create(id, document) : DocumentOperation.Replace(id, document, owner.ETag);
    }

    private async Task StageAsync(IReadOnlyList<Track> tracks, string? published, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var open = tracks;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await store.ReadCatalogAsync<TrackDocument>(open.Select(track => TrackDocument.IdOf(track.Id)), cancellationToken);
            var due = open.Zip(there).Where(pair => !IsStaged(pair.First, pair.Second, startedAt)).ToList();
            var outcomes = await store.WriteCatalogAsync(due.Select(pair => StageOf(pair.First, pair.Second, published, startedAt)), cancellationToken);
            Refuse(outcomes.Contains(WriteOutcome.TooLarge), $"A track of album {tracks[0].AlbumId} is too large to store.");
            open = [.. due.Zip(outcomes).Where(one => one.Second != WriteOutcome.Written).Select(one => one.First.First)];
            if (open.Count == 0)
                return;
        }

        throw new TransientException($"Other publications kept staging the tracks of album {tracks[0].AlbumId}");
    }

    /// <summary>Whether this publication has staged the track already, before another one overtook it.</summary>
    private static bool IsStaged(Track track, StoredDocument<TrackDocument>? there, DateTimeOffset startedAt) =>
        there is not null && there.Value.Versions.Any(version => IsOf(track, version) && version.StagedAt == startedAt);

    private static bool IsOf(Track track, TrackVersion version) => version.Track.ReleaseVersion == track.ReleaseVersion && version.Track.LabelId == track.LabelId;

    /// <summary>Keeps the published version and what others are about to publish; leaves out what was superseded or abandoned.</summary>
    private static DocumentOperation StageOf(Track track, StoredDocument<TrackDocument>? there, string? published, DateTimeOffset now)
    {
        var id = TrackDocument.IdOf(track.Id);
        var kept = (there?.Value.Versions ?? [])
            .Where(version => !IsOf(track, version))
            .Where(version => version.Track.ReleaseVersion == published || now - version.StagedAt < AbandonedAfter);
        var document = new TrackDocument { AlbumId = track.AlbumId, Versions = [new TrackVersion(track, now), .. kept] };
        return there is null ? DocumentOperation.Create(id, document) : DocumentOperation.Replace(id, document, there.ETag);
    }

    private static void Refuse(bool isTooLarge, string message)
    {
        if (isTooLarge)
            throw new ArgumentException(message);
    }
}
