using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>The catalogue over the container <c>catalog</c>.</summary>
internal sealed class CatalogService : ICatalog
{
    // A track and its album are read one after the other; where they do not fit together, what is older than this is read again.
    private static readonly TimeSpan RereadAfter = TimeSpan.FromSeconds(1);

    private readonly IDocumentStore _store;
    private readonly TimeProvider _time;
    private readonly ICatalogAnnouncer _announcer;
    private readonly ReleasePublisher _publisher;
    private readonly ReleaseShelving _shelving;
    private readonly SharedRights _rights = new();
    private readonly ReadThroughCache<CachedTrack> _tracks;
    private readonly ReadThroughCache<CachedAlbum> _albums;

    public CatalogService(
        IDocumentStore store, ICatalogAnnouncer announcer, IOptions<CatalogOptions> options, SpotifyMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (_store, _announcer, _time) = (store, announcer, time);
        _publisher = new ReleasePublisher(store, time);
        var bounds = options.Value;
        var cache = new ReadThroughCacheOptions
        {
            Capacity = bounds.CachedTracks,
            FreshFor = TimeSpan.FromSeconds(bounds.FreshSeconds),
            AbsentFor = TimeSpan.FromSeconds(bounds.AbsentSeconds),
        };
        _tracks = new("track", cache, LoadTrackAsync, static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
        _albums = new("album", cache with { Capacity = bounds.CachedAlbums }, LoadAlbumAsync, static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
        var others = cache with { Capacity = bounds.CachedOthers };
        var shelves = new ShelfReader(store, others, metrics, time);
        Artists = new ArtistCatalog(store, shelves, others, metrics, time);
        Spoken = new SpokenCatalog(store, shelves, others, metrics, time);
        var shelfWriter = new ShelfWriter(store, shelves, loggers.CreateLogger<ShelfWriter>());
        _shelving = new ReleaseShelving(store, shelfWriter);
        SpokenWriter = new SpokenWriter(store, shelfWriter);
    }

    /// <summary>Artists and their albums.</summary>
    public ArtistCatalog Artists { get; }

    /// <summary>What is spoken.</summary>
    public SpokenCatalog Spoken { get; }

    /// <summary>Writes what is spoken.</summary>
    public SpokenWriter SpokenWriter { get; }

    public ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default)
    {
        var track = _tracks.GetAsync(trackId, cancellationToken);
        return track.IsCompletedSuccessfully ? InItsAlbum(track.Result, cancellationToken) : new(Await(this, track, cancellationToken));

        static async Task<PublishedTrack?> Await(CatalogService self, ValueTask<CachedTrack?> track, CancellationToken cancellationToken) =>
            await self.InItsAlbum(await track, cancellationToken);
    }

    public ValueTask<Album?> FindAlbumAsync(string albumId, CancellationToken cancellationToken = default)
    {
        var album = _albums.GetAsync(albumId, cancellationToken);
        return album.IsCompletedSuccessfully ? new(album.Result?.Album) : new(Await(album));

        static async Task<Album?> Await(ValueTask<CachedAlbum?> album) => (await album)?.Album;
    }

    public async Task<PublishOutcome> PublishAsync(Album album, IReadOnlyList<Track> tracks, CancellationToken cancellationToken = default)
    {
        ReleasePublisher.Check(album, tracks);
        album = album with { Rights = Availability.Union(tracks.Select(track => track.Rights)) };
        var outcome = await _publisher.PublishAsync(album, tracks, cancellationToken);
        // Whoever published it: what this instance kept from before is of no use now, tracks first, since the album is what shows them.
        foreach (var track in tracks)
            _tracks.Remove(track.Id);
        _albums.Remove(album.Id);
        if (outcome is PublishOutcome.Published or PublishOutcome.AlreadyPublished)
            await SettleAsync(album.Id, cancellationToken);
        return outcome;
    }

    public async ValueTask<RecordingOwner?> FindRecordingAsync(string isrc, CancellationToken cancellationToken = default)
    {
        var recording = (await _store.ReadCatalogAsync<RecordingDocument>(RecordingDocument.IdOf(isrc), cancellationToken))?.Value;
        return recording is null ? null : new RecordingOwner(recording.Isrc, recording.LabelId, recording.SourceSha256, recording.TrackId);
    }

    public ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default) => Artists.FindAsync(artistId, cancellationToken);

    public async ValueTask<Show?> FindShowAsync(string showId, CancellationToken cancellationToken = default) => (await Spoken.FindShowAsync(showId, cancellationToken))?.Show;

    public ValueTask<PublishedEpisode?> FindEpisodeAsync(string episodeId, CancellationToken cancellationToken = default) => Spoken.FindEpisodeAsync(episodeId, cancellationToken);

    public async ValueTask<Audiobook?> FindAudiobookAsync(string audiobookId, CancellationToken cancellationToken = default) =>
        (await Spoken.FindAudiobookAsync(audiobookId, cancellationToken))?.Audiobook;

    public ValueTask<PublishedChapter?> FindChapterAsync(string chapterId, CancellationToken cancellationToken = default) => Spoken.FindChapterAsync(chapterId, cancellationToken);

    public IAsyncEnumerable<CatalogChange> ScanAsync(CancellationToken cancellationToken = default) => CatalogScan.ReadAsync(_store, _time.GetUtcNow(), cancellationToken);

    /// <summary>Brings all lists in line with an album as it is published now, and announces it.</summary>
    /// <exception cref="Core.TransientException">The store or the hub is in trouble; a repeat finishes it.</exception>
    internal async Task SettleAsync(string albumId, CancellationToken cancellationToken)
    {
        if (await _shelving.SettleAsync(albumId, cancellationToken) is not { } shelved)
            return;
        foreach (var artist in shelved.Artists)
            Artists.Forget(artist);
        await _announcer.AnnounceAsync(shelved.Changes(_time.GetUtcNow()), cancellationToken);
    }

    private ValueTask<PublishedTrack?> InItsAlbum(CachedTrack? track, CancellationToken cancellationToken)
    {
        if (track is null)
            return default;
        var album = _albums.GetAsync(track.Document.AlbumId, cancellationToken);
        return album.IsCompletedSuccessfully ? InAlbum(track, album.Result, cancellationToken) : new(Await(this, track, album, cancellationToken));

        static async Task<PublishedTrack?> Await(CatalogService self, CachedTrack track, ValueTask<CachedAlbum?> album, CancellationToken cancellationToken) =>
            await self.InAlbum(track, await album, cancellationToken);
    }

    private ValueTask<PublishedTrack?> InAlbum(CachedTrack track, CachedAlbum? album, CancellationToken cancellationToken)
    {
        if (album is null)
            return default;
        return track.In(album) is { } published ? new(published) : new(ReadAgainAsync(track, album, cancellationToken));
    }

    /// <summary>The album moved on since the track was read, or the other way round.</summary>
    private async Task<PublishedTrack?> ReadAgainAsync(CachedTrack track, CachedAlbum album, CancellationToken cancellationToken)
    {
        if (await _tracks.GetNewerAsync(track.Document.Versions[0].Track.Id, RereadAfter, cancellationToken) is not { } newer)
            return null;
        return newer.In(album) ?? newer.In(await _albums.GetNewerAsync(newer.Document.AlbumId, RereadAfter, cancellationToken));
    }

    private async Task<CachedTrack?> LoadTrackAsync(string trackId, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<TrackDocument>(TrackDocument.IdOf(trackId), cancellationToken) is { } found
            ? new CachedTrack(found.Value with { Versions = [.. found.Value.Versions.Select(version => version with { Track = _rights.Share(version.Track) })] }, found.ETag)
            : null;

    private async Task<CachedAlbum?> LoadAlbumAsync(string albumId, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<AlbumDocument>(AlbumDocument.IdOf(albumId), cancellationToken) is { } found
            ? new CachedAlbum(found.Value.Album with { Rights = _rights.Share(found.Value.Album.Rights) }, found.ETag)
            : null;

    private sealed record CachedAlbum(Album Album, string ETag);

    private sealed class CachedTrack(TrackDocument document, string etag)
    {
        private PublishedTrack? _last;

        public TrackDocument Document => document;

        public string ETag => etag;

        /// <summary>The version that the album names, or null where this document has none such.</summary>
        public PublishedTrack? In(CachedAlbum? album)
        {
            if (album is null)
                return null;
            var last = Volatile.Read(ref _last);
            if (last is not null && ReferenceEquals(last.Album, album.Album))
                return last;
            foreach (var version in document.Versions)
            {
                if (version.Track.ReleaseVersion != album.Album.ReleaseVersion || version.Track.LabelId != album.Album.LabelId)
                    continue;
                last = new PublishedTrack(version.Track, album.Album);
                Volatile.Write(ref _last, last);
                return last;
            }

            return null;
        }
    }
}
