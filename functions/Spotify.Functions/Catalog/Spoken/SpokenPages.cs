using Spotify.Core;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary>Shows and audiobooks with what is in them.</summary>
public sealed class SpokenPages
{
    private readonly ICatalog _catalog;
    private readonly SpokenCatalog _spoken;
    private readonly CatalogPresenter _presenter;
    private readonly SpokenPresenter _describe;

    internal SpokenPages(ICatalog catalog, SpokenCatalog spoken, CatalogPresenter presenter, SpokenPresenter describe) =>
        (_catalog, _spoken, _presenter, _describe) = (catalog, spoken, presenter, describe);

    /// <summary>A show with its newest episodes; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ShowView?> ShowAsync(string id, CatalogView view, ListQuery first, CancellationToken cancellationToken)
    {
        if (await _spoken.FindShowAsync(id, cancellationToken) is not { } found)
            return null;
        var simple = await _describe.SimpleAsync(found.Show, view, cancellationToken);
        var (items, page) = await EpisodesAsync(found, view, first, cancellationToken);
        return new ShowView(simple, PageView<SimpleEpisodeView>.At($"{simple.Href}/episodes", first.Page, items, page.Total, view.MarketQuery, page.Last?.ToString()));
    }

    /// <summary>A page of a show's episodes, the newest first; null where there is no such show.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<PageView<SimpleEpisodeView>?> EpisodesAsync(string showId, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        if (await _spoken.FindShowAsync(showId, cancellationToken) is not { } found)
            return null;
        var (items, page) = await EpisodesAsync(found, view, query, cancellationToken);
        return query.Show(items, page.Total, page.Last);
    }

    /// <summary>Episodes with their shows, in the order of their ids.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<EpisodeView?>> EpisodesAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await CatalogPresenter.ShowAllAsync(await CatalogPresenter.FindAllAsync(ids, _catalog.FindEpisodeAsync, cancellationToken), async episode =>
        {
            var simple = await _describe.SimpleAsync(episode, view, cancellationToken);
            return new EpisodeView(simple, await _describe.SimpleAsync(episode.Show, view, cancellationToken));
        });

    /// <summary>An audiobook with its first chapters; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<AudiobookView?> AudiobookAsync(string id, CatalogView view, ListQuery first, CancellationToken cancellationToken)
    {
        if (await _spoken.FindAudiobookAsync(id, cancellationToken) is not { } found)
            return null;
        var simple = await _describe.SimpleAsync(found.Audiobook, view, cancellationToken);
        var (items, page) = await ChaptersAsync(found, view, first, cancellationToken);
        return new AudiobookView(simple, PageView<SimpleChapterView>.At($"{simple.Href}/chapters", first.Page, items, page.Total, view.MarketQuery, page.Last?.ToString()));
    }

    /// <summary>A page of an audiobook's chapters, in their order; null where there is no such audiobook.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<PageView<SimpleChapterView>?> ChaptersAsync(string audiobookId, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        if (await _spoken.FindAudiobookAsync(audiobookId, cancellationToken) is not { } found)
            return null;
        var (items, page) = await ChaptersAsync(found, view, query, cancellationToken);
        return query.Show(items, page.Total, page.Last);
    }

    /// <summary>Chapters with their audiobooks, in the order of their ids.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<ChapterView?>> ChaptersAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await CatalogPresenter.ShowAllAsync(await CatalogPresenter.FindAllAsync(ids, _catalog.FindChapterAsync, cancellationToken), async chapter =>
        {
            var simple = await _describe.SimpleAsync(chapter, view, cancellationToken);
            return new ChapterView(simple, await _describe.SimpleAsync(chapter.Audiobook, view, cancellationToken));
        });

    private async Task<(IReadOnlyList<SimpleEpisodeView> Items, ShelfPage Page)> EpisodesAsync(ShowDocument show, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        var page = await _spoken.EpisodesAsync(show, query, cancellationToken);
        var shown = await _presenter.EpisodesAsync([.. page.Entries.Select(entry => entry.Id)], view, cancellationToken);
        return ([.. shown.OfType<SimpleEpisodeView>()], page);
    }

    private async Task<(IReadOnlyList<SimpleChapterView> Items, ShelfPage Page)> ChaptersAsync(AudiobookDocument book, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        var page = await _spoken.ChaptersAsync(book, query, cancellationToken);
        var found = await CatalogPresenter.FindAllAsync([.. page.Entries.Select(entry => entry.Id)], _catalog.FindChapterAsync, cancellationToken);
        var shown = await CatalogPresenter.ShowAllAsync(found, chapter => _describe.SimpleAsync(chapter, view, cancellationToken));
        return ([.. shown.OfType<SimpleChapterView>()], page);
    }
}
