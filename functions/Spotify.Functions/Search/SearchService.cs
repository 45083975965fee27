using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core;
using Spotify.Core.Search;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>Answers queries: the live index finds and ranks, the catalogue describes what was found.</summary>
public sealed class SearchService
{
    private static readonly TimeSpan NotYetAgain = TimeSpan.FromSeconds(10);

    private readonly ISearchIndex _index;
    private readonly SearchGenerations _generations;
    private readonly CatalogPresenter _presenter;
    private readonly ListenerFavourites _favourites;
    private readonly TimeProvider _time;

    /// <summary>Creates the service.</summary>
    public SearchService(ISearchIndex index, SearchGenerations generations, CatalogPresenter presenter, ListenerFavourites favourites, TimeProvider time) =>
        (_index, _generations, _presenter, _favourites, _time) = (index, generations, presenter, favourites, time);

    /// <summary>503: the first index is still being filled.</summary>
    internal static IResult NotYet() => ApiErrors.Problem(
        StatusCodes.Status503ServiceUnavailable, ErrorReason.DependencyUnavailable, "The search index is being made. Try again in some seconds.", NotYetAgain);

    /// <summary>A page of each kind that is asked for.</summary>
    /// <returns>Null where there is no index yet.</returns>
    /// <exception cref="TransientException">The index or the catalogue is in trouble.</exception>
    internal async Task<SearchView?> SearchAsync(HttpRequest request, SearchParameters parameters, CatalogView view, CancellationToken cancellationToken)
    {
        // Playlists are in no index yet.
        var kinds = parameters.Kinds.Where(kind => kind != SearchKind.Playlist).ToList();
        var searcher = await SearcherOfAsync(request, view, cancellationToken);
        var query = SearchQuery.Parse(parameters.Text);
        var found = await AskAsync(
            index => _index.SearchAsync(index, new SearchRequest(query, kinds, searcher, parameters.Page.Limit, parameters.Page.Offset), cancellationToken), cancellationToken);
        if (found is null)
            return null;
        var pages = new Pages(request, parameters);
        var answer = new SearchView();
        if (parameters.Kinds.Contains(SearchKind.Playlist))
            answer.Playlists = pages.Of<object>(SearchKind.Playlist, [], 0);
        await Task.WhenAll(found.Select(hits => DescribeAsync(answer, hits, pages, view, cancellationToken)));
        return answer;
    }

    /// <summary>Names that may be meant.</summary>
    /// <returns>Null where there is no index yet.</returns>
    /// <exception cref="TransientException">The index is in trouble.</exception>
    internal async Task<SuggestionsView?> SuggestAsync(HttpRequest request, SearchParameters parameters, CatalogView view, CancellationToken cancellationToken)
    {
        var searcher = await SearcherOfAsync(request, view, cancellationToken);
        var kinds = parameters.Kinds.Where(kind => kind != SearchKind.Playlist).ToList();
        var found = await AskAsync(
            index => _index.SuggestAsync(index, new SuggestRequest(parameters.Text, kinds, searcher, parameters.Page.Limit), cancellationToken), cancellationToken);
        return found is null
            ? null
            : new SuggestionsView([.. found.Select(one => new SuggestionView(
                one.Name, one.Kind.NameOf(), one.Id, $"spotify:{one.Kind.NameOf()}:{one.Id}", one.By.Length == 0 ? null : one.By))]);
    }

    /// <summary>Asks the live index; where it has just been replaced and removed, the one that is live now.</summary>
    private async Task<IReadOnlyList<T>?> AskAsync<T>(Func<string, ValueTask<IReadOnlyList<T>?>> ask, CancellationToken cancellationToken)
    {
        if (await _generations.GetLiveAsync(cancellationToken) is not { } live)
            return null;
        if (await ask(live) is { } answer)
            return answer;
        return (await _generations.GetAsync(cancellationToken)).Live is { } newer && newer != live ? await ask(newer) : null;
    }

    private async ValueTask<Searcher> SearcherOfAsync(HttpRequest request, CatalogView view, CancellationToken cancellationToken) => new(
        view.Market,
        AcceptedLanguages.Of(request),
        view.Caller.IsApp ? ListenerFavourites.None : await _favourites.OfAsync(view.Caller.Subject, cancellationToken),
        DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime));

    private async Task DescribeAsync(SearchView answer, SearchHits hits, Pages pages, CatalogView view, CancellationToken cancellationToken)
    {
        var ids = hits.Items.Select(hit => hit.Id).ToList();
        switch (hits.Kind)
        {
            case SearchKind.Track:
                // What has been taken down since it was indexed is left out at once.
                answer.Tracks = pages.Of(hits.Kind, await _presenter.TracksAsync(ids, view, cancellationToken), hits.Total, track => track.Restrictions?.Reason != "market");
                break;
            case SearchKind.Album:
                answer.Albums = pages.Of(hits.Kind, await _presenter.AlbumsAsync(ids, view, cancellationToken), hits.Total);
                break;
            case SearchKind.Artist:
                answer.Artists = pages.Of(hits.Kind, await _presenter.ArtistsAsync(ids, view, cancellationToken), hits.Total);
                break;
            case SearchKind.Show:
                answer.Shows = pages.Of(hits.Kind, await _presenter.ShowsAsync(ids, view, cancellationToken), hits.Total);
                break;
            case SearchKind.Episode:
                answer.Episodes = pages.Of(hits.Kind, await _presenter.EpisodesAsync(ids, view, cancellationToken), hits.Total);
                break;
            case SearchKind.Audiobook:
                answer.Audiobooks = pages.Of(hits.Kind, await _presenter.AudiobooksAsync(ids, view, cancellationToken), hits.Total);
                break;
        }
    }

    /// <summary>Pages of one request, whose links name their own kind alone.</summary>
    private sealed class Pages(HttpRequest request, SearchParameters parameters)
    {
        private readonly string _address = PageLinks.AddressOf(request);

        public PageView<T> Of<T>(SearchKind kind, IReadOnlyList<T?> items, int total, Func<T, bool>? isShown = null)
            where T : class
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"&q={Uri.EscapeDataString(parameters.Text)}&type={kind.NameOf()}");
            if (request.Query["market"] is [{ } market])
                query += "&market=" + Uri.EscapeDataString(market);
            return PageView<T>.At(_address, parameters.Page, [.. items.OfType<T>().Where(isShown ?? (static _ => true))], total, query);
        }
    }
}
