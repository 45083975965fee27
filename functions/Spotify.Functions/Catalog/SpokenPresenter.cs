using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog;

/// <summary>Writes shows, episodes, audiobooks and chapters in the Spotify Web API's shape, as one caller sees them.</summary>
public sealed class SpokenPresenter(CatalogLinks links)
{
    /// <summary>A show without its episodes.</summary>
    internal async ValueTask<SimpleShowView> SimpleAsync(Show show, CatalogView view, CancellationToken cancellationToken) => new()
    {
        AvailableMarkets = Availability.Of(show.Markets),
        Copyrights = CopyrightsOf(show.Copyrights),
        Description = show.Description,
        HtmlDescription = CatalogLinks.Html(show.Description),
        Explicit = show.Explicit,
        ExternalUrls = links.External(view, CatalogKinds.Show, show.Id),
        Href = CatalogLinks.Href(view, CatalogKinds.Show, show.Id),
        Id = show.Id,
        Images = await links.ImagesAsync(show.ImageBlob, view, cancellationToken),
        Languages = show.Languages,
        Name = show.Name,
        Publisher = show.Publisher,
        TotalEpisodes = show.TotalEpisodes,
        Uri = CatalogLinks.Uri(CatalogKinds.Show, show.Id),
    };

    /// <summary>An episode without its show.</summary>
    internal async ValueTask<SimpleEpisodeView> SimpleAsync(PublishedEpisode published, CatalogView view, CancellationToken cancellationToken)
    {
        var (episode, show) = published;
        var isThere = IsThere(show.Markets, view);
        return new SimpleEpisodeView
        {
            AudioPreviewUrl = isThere && !IsFiltered(episode.Explicit, view) ? await links.PreviewAsync(episode.PreviewBlob, view, cancellationToken) : null,
            Description = episode.Description,
            HtmlDescription = CatalogLinks.Html(episode.Description),
            DurationMs = episode.DurationMs,
            Explicit = episode.Explicit,
            ExternalUrls = links.External(view, CatalogKinds.Episode, episode.Id),
            Href = CatalogLinks.Href(view, CatalogKinds.Episode, episode.Id),
            Id = episode.Id,
            Images = await links.ImagesAsync(episode.ImageBlob ?? show.ImageBlob, view, cancellationToken),
            IsPlayable = isThere && !IsFiltered(episode.Explicit, view) && episode.AudioBlob is not null,
            Language = episode.Languages[0],
            Languages = episode.Languages,
            Name = episode.Name,
            ReleaseDate = CatalogLinks.Date(episode.ReleaseDate),
            Restrictions = RestrictionsOf(show.Markets, episode.Explicit, view),
            Uri = CatalogLinks.Uri(CatalogKinds.Episode, episode.Id),
        };
    }

    /// <summary>An audiobook without its chapters.</summary>
    internal async ValueTask<SimpleAudiobookView> SimpleAsync(Audiobook book, CatalogView view, CancellationToken cancellationToken) => new()
    {
        Authors = [.. book.Authors.Select(name => new PersonView(name))],
        AvailableMarkets = Availability.Of(book.Markets),
        Copyrights = CopyrightsOf(book.Copyrights),
        Description = book.Description,
        HtmlDescription = CatalogLinks.Html(book.Description),
        Edition = book.Edition,
        Explicit = book.Explicit,
        ExternalUrls = links.External(view, CatalogKinds.Audiobook, book.Id),
        Href = CatalogLinks.Href(view, CatalogKinds.Audiobook, book.Id),
        Id = book.Id,
        Images = await links.ImagesAsync(book.ImageBlob, view, cancellationToken),
        Languages = book.Languages,
        Name = book.Name,
        Narrators = [.. book.Narrators.Select(name => new PersonView(name))],
        Publisher = book.Publisher,
        TotalChapters = book.TotalChapters,
        Uri = CatalogLinks.Uri(CatalogKinds.Audiobook, book.Id),
    };

    /// <summary>A chapter without its audiobook.</summary>
    internal async ValueTask<SimpleChapterView> SimpleAsync(PublishedChapter published, CatalogView view, CancellationToken cancellationToken)
    {
        var (chapter, book) = published;
        var isThere = IsThere(book.Markets, view);
        return new SimpleChapterView
        {
            AudioPreviewUrl = isThere && !IsFiltered(chapter.Explicit, view) ? await links.PreviewAsync(chapter.PreviewBlob, view, cancellationToken) : null,
            AvailableMarkets = Availability.Of(book.Markets),
            ChapterNumber = chapter.Number,
            Description = chapter.Description,
            HtmlDescription = CatalogLinks.Html(chapter.Description),
            DurationMs = chapter.DurationMs,
            Explicit = chapter.Explicit,
            ExternalUrls = links.External(view, CatalogKinds.Chapter, chapter.Id),
            Href = CatalogLinks.Href(view, CatalogKinds.Chapter, chapter.Id),
            Id = chapter.Id,
            Images = await links.ImagesAsync(book.ImageBlob, view, cancellationToken),
            IsPlayable = isThere && !IsFiltered(chapter.Explicit, view) && chapter.AudioBlob is not null,
            Languages = chapter.Languages,
            Name = chapter.Name,
            ReleaseDate = CatalogLinks.Date(chapter.ReleaseDate),
            Restrictions = RestrictionsOf(book.Markets, chapter.Explicit, view),
            Uri = CatalogLinks.Uri(CatalogKinds.Chapter, chapter.Id),
        };
    }

    /// <summary>Without a country nothing is available, as the Spotify Web API has it.</summary>
    private static bool IsThere(IReadOnlyList<string> markets, CatalogView view) => view.Market is { } market && Availability.Holds(markets, market);

    private static bool IsFiltered(bool isExplicit, CatalogView view) => isExplicit && view.Caller.FiltersExplicit;

    private static RestrictionsView? RestrictionsOf(IReadOnlyList<string> markets, bool isExplicit, CatalogView view) =>
        view.Market is { } market && !Availability.Holds(markets, market) ? new RestrictionsView("market") : IsFiltered(isExplicit, view) ? RestrictionsView.Explicit : null;

    private static CopyrightView[] CopyrightsOf(IReadOnlyList<string> lines) => [.. lines.Select(line => new CopyrightView(line, "C"))];
}
