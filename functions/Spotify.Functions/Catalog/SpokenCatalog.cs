using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>Shows, episodes, audiobooks and chapters over the container <c>catalog</c>, kept in this process.</summary>
internal sealed class SpokenCatalog
{
    private readonly IDocumentStore _store;
    private readonly ShelfReader _shelves;
    private readonly ReadThroughCache<Kept<ShowDocument>> _shows;
    private readonly ReadThroughCache<Kept<EpisodeDocument>> _episodes;
    private readonly ReadThroughCache<Kept<AudiobookDocument>> _audiobooks;
    private readonly ReadThroughCache<Kept<ChapterDocument>> _chapters;

    public SpokenCatalog(IDocumentStore store, ShelfReader shelves, ReadThroughCacheOptions cache, SpotifyMetrics metrics, TimeProvider time)
    {
        (_store, _shelves) = (store, shelves);
        _shows = Cache<ShowDocument>("show", ShowDocument.IdOf, static found => found with { Show = found.Show with { TotalEpisodes = Shelf.Count(found.Pieces) } });
        _episodes = Cache<EpisodeDocument>("episode", EpisodeDocument.IdOf, static found => found);
        _audiobooks = Cache<AudiobookDocument>(
            "audiobook", AudiobookDocument.IdOf, static found => found with { Audiobook = found.Audiobook with { TotalChapters = Shelf.Count(found.Pieces) } });
        _chapters = Cache<ChapterDocument>("chapter", ChapterDocument.IdOf, static found => found);

        ReadThroughCache<Kept<T>> Cache<T>(string kind, Func<string, string> idOf, Func<T, T> complete) => new(
            kind, cache, (id, cancellation) => LoadAsync(idOf(id), complete, cancellation), static (kept, loaded) => kept.ETag == loaded.ETag, metrics, time);
    }

    public async ValueTask<ShowDocument?> FindShowAsync(string id, CancellationToken cancellationToken) =>
        (await _shows.GetAsync(id, cancellationToken))?.Document is { IsWithdrawn: false } found ? found : null;

    public async ValueTask<AudiobookDocument?> FindAudiobookAsync(string id, CancellationToken cancellationToken) =>
        (await _audiobooks.GetAsync(id, cancellationToken))?.Document is { IsWithdrawn: false } found ? found : null;

    /// <summary>A page of a show's episodes, the newest first.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<ShelfPage> EpisodesAsync(ShowDocument show, ListQuery query, CancellationToken cancellationToken) =>
        _shelves.PageAsync(ShowDocument.IdOf(show.Show.Id), show.Pieces, query, null, isDescending: true, cancellationToken);

    /// <summary>A page of an audiobook's chapters, in their order.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<ShelfPage> ChaptersAsync(AudiobookDocument book, ListQuery query, CancellationToken cancellationToken) =>
        _shelves.PageAsync(AudiobookDocument.IdOf(book.Audiobook.Id), book.Pieces, query, null, isDescending: false, cancellationToken);

    public async ValueTask<PublishedEpisode?> FindEpisodeAsync(string id, CancellationToken cancellationToken) =>
        (await _episodes.GetAsync(id, cancellationToken))?.Document is { IsWithdrawn: false } episode && await FindShowAsync(episode.Episode.ShowId, cancellationToken) is { } show
            ? new PublishedEpisode(episode.Episode, show.Show)
            : null;

    public async ValueTask<PublishedChapter?> FindChapterAsync(string id, CancellationToken cancellationToken) =>
        (await _chapters.GetAsync(id, cancellationToken))?.Document is { IsWithdrawn: false } chapter && await FindAudiobookAsync(chapter.Chapter.AudiobookId, cancellationToken) is { } book
            ? new PublishedChapter(chapter.Chapter, book.Audiobook)
            : null;

    /// <summary>Forgets what is kept of something that this instance has changed.</summary>
    public void Forget(string id)
    {
        _shows.Remove(id);
        _episodes.Remove(id);
        _audiobooks.Remove(id);
        _chapters.Remove(id);
    }

    private async Task<Kept<T>?> LoadAsync<T>(string documentId, Func<T, T> complete, CancellationToken cancellationToken) =>
        await _store.ReadCatalogAsync<T>(documentId, cancellationToken) is { } found ? new Kept<T>(complete(found.Value), found.ETag) : null;

    private sealed record Kept<T>(T Document, string ETag);
}
