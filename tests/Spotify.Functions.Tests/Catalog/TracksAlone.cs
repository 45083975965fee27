using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>A catalogue for tests of what asks for tracks and nothing else.</summary>
internal abstract class TracksAlone : ICatalog
{
    public abstract ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default);

    public virtual ValueTask<Album?> FindAlbumAsync(string albumId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PublishOutcome> PublishAsync(Album album, IReadOnlyList<Track> tracks, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<RecordingOwner?> FindRecordingAsync(string isrc, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<Show?> FindShowAsync(string showId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<PublishedEpisode?> FindEpisodeAsync(string episodeId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<Audiobook?> FindAudiobookAsync(string audiobookId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<PublishedChapter?> FindChapterAsync(string chapterId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual IAsyncEnumerable<CatalogChange> ScanAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
