using Spotify.Core;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog;

/// <summary>
/// The published catalogue. Reads come from a short cache in this process: another instance's publication or takedown is seen within a minute, this
/// instance's own at once. While the store is in trouble, what was read before goes on being served.
/// </summary>
public interface ICatalog
{
    /// <summary>A track in the version that its album names.</summary>
    /// <param name="trackId">The track's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The track with its album, or null when it is not published.</returns>
    /// <exception cref="TransientException">The store is in trouble and the track has not been read before.</exception>
    ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default);

    /// <summary>A published album.</summary>
    /// <param name="albumId">The album's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The album, or null when it is not published.</returns>
    /// <exception cref="TransientException">The store is in trouble and the album has not been read before.</exception>
    ValueTask<Album?> FindAlbumAsync(string albumId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes a release: stages every track, then writes the album, which makes all of it visible at once. A track of an album that was published
    /// before keeps its old version until then. Safe to repeat: a release version is published once, and a repeat never undoes a later version.
    /// </summary>
    /// <param name="album">The album; its track list must name exactly <paramref name="tracks"/>.</param>
    /// <param name="tracks">Its tracks, each with the album's id, label and release version.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How it ended; unless <see cref="PublishOutcome.Published"/>, listeners see no change.</returns>
    /// <exception cref="ArgumentException">Album and tracks do not belong together.</exception>
    /// <exception cref="TransientException">The store is in trouble, or other publications of this album kept winning; a repeat may succeed.</exception>
    Task<PublishOutcome> PublishAsync(Album album, IReadOnlyList<Track> tracks, CancellationToken cancellationToken = default);

    /// <summary>Who delivered a recording first. Reads the store, not the cache.</summary>
    /// <param name="isrc">The ISRC: 12 characters, no hyphens.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The owner, or null when nobody has delivered it for publication.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<RecordingOwner?> FindRecordingAsync(string isrc, CancellationToken cancellationToken = default);

    /// <summary>An artist whom a published release names.</summary>
    /// <param name="artistId">The artist's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The artist, or null when no published release names him.</returns>
    /// <exception cref="TransientException">The store is in trouble and the artist has not been read before.</exception>
    ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default);

    /// <summary>A show.</summary>
    /// <param name="showId">The show's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The show, or null when there is none.</returns>
    /// <exception cref="TransientException">The store is in trouble and the show has not been read before.</exception>
    ValueTask<Show?> FindShowAsync(string showId, CancellationToken cancellationToken = default);

    /// <summary>An episode with its show.</summary>
    /// <param name="episodeId">The episode's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The episode, or null when it, or its show, is not there.</returns>
    /// <exception cref="TransientException">The store is in trouble and the episode has not been read before.</exception>
    ValueTask<PublishedEpisode?> FindEpisodeAsync(string episodeId, CancellationToken cancellationToken = default);

    /// <summary>An audiobook.</summary>
    /// <param name="audiobookId">The audiobook's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The audiobook, or null when there is none.</returns>
    /// <exception cref="TransientException">The store is in trouble and the audiobook has not been read before.</exception>
    ValueTask<Audiobook?> FindAudiobookAsync(string audiobookId, CancellationToken cancellationToken = default);

    /// <summary>A chapter with its audiobook.</summary>
    /// <param name="chapterId">The chapter's id.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The chapter, or null when it, or its audiobook, is not there.</returns>
    /// <exception cref="TransientException">The store is in trouble and the chapter has not been read before.</exception>
    ValueTask<PublishedChapter?> FindChapterAsync(string chapterId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Everything that is published, in no order: for building an index anew. What is published or withdrawn meanwhile may be in it or not; it is announced on
    /// <see cref="CatalogChanges.Hub"/> in any case.
    /// </summary>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="TransientException">The store is in trouble; begin again.</exception>
    IAsyncEnumerable<CatalogChange> ScanAsync(CancellationToken cancellationToken = default);
}

/// <summary>An episode that listeners can see, with its show.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="Show">The show.</param>
public sealed record PublishedEpisode(Episode Episode, Show Show);

/// <summary>A chapter that listeners can see, with its audiobook.</summary>
/// <param name="Chapter">The chapter.</param>
/// <param name="Audiobook">The audiobook.</param>
public sealed record PublishedChapter(Chapter Chapter, Audiobook Audiobook);

/// <summary>A track that listeners can see, with the album that makes it visible.</summary>
/// <param name="Track">The track, in the version that the album names.</param>
/// <param name="Album">The album.</param>
public sealed record PublishedTrack(Track Track, Album Album)
{
    /// <summary>The renditions that were last played, with their addresses.</summary>
    internal AudioChoices Choices { get; } = new();
}

/// <summary>How a publication ended.</summary>
public enum PublishOutcome
{
    /// <summary>The release is visible now.</summary>
    Published = 0,

    /// <summary>This release version is, or once was, the published one; nothing was changed.</summary>
    AlreadyPublished = 1,

    /// <summary>The UPC belongs to a release of another label.</summary>
    OwnedByAnotherLabel = 2,

    /// <summary>The ISRC of one of the tracks belongs to a recording of another label.</summary>
    IsrcConflict = 3,

    /// <summary>What is published comes from a newer message (<see cref="Album.Edition"/>); nothing was changed.</summary>
    Superseded = 4,
}

/// <summary>The label and the audio that an ISRC stands for.</summary>
/// <param name="Isrc">The ISRC: 12 characters, no hyphens.</param>
/// <param name="LabelId">The label that delivered it first.</param>
/// <param name="SourceSha256">SHA-256 of the delivered file, lower-case hex.</param>
/// <param name="TrackId">The track that it was first published as.</param>
public sealed record RecordingOwner(string Isrc, string LabelId, string SourceSha256, string TrackId);
