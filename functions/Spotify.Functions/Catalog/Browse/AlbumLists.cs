using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog.Browse;

/// <summary>Albums by publication, the newest first: of all, and of genres. A list shows its newest 500; an album that is not to be had in a market is on no list of it.</summary>
public sealed class AlbumLists
{
    /// <summary>How long a list may become.</summary>
    internal const int Most = 500;

    private const int Months = 3;
    private const int Kept = 2000;

    private readonly IDocumentStore _store;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;
    private readonly TimeProvider _time;
    private readonly ReadThroughCache<AlbumList> _lists;

    /// <summary>Creates the lists; keep one in a process.</summary>
    public AlbumLists(IDocumentStore store, ICatalog catalog, CatalogPresenter presenter, IOptions<CatalogOptions> options, SpotifyMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_store, _catalog, _presenter, _time) = (store, catalog, presenter, time);
        var cache = new ReadThroughCacheOptions { Capacity = Kept, FreshFor = TimeSpan.FromSeconds(options.Value.FreshSeconds) };
        _lists = new("album_list", cache, LoadAsync, static (_, _) => false, metrics, time);
    }

    /// <summary>The newest albums of the last three months.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task<AlbumsPageView> NewReleasesAsync(CatalogView view, ListQuery query, CancellationToken cancellationToken) => PageAsync(MonthsOfNow(), view, query, cancellationToken);

    /// <summary>The newest albums of the last three months that are to be had in a country, the newest first.</summary>
    /// <param name="market">The country, ISO 3166-1 alpha-2 in capitals; empty where it is unknown, and then whoever may hear them.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<Album>> NewestInAsync(string market, int most, CancellationToken cancellationToken)
    {
        var (found, places) = (new List<Album>(most), await MergeAsync(MonthsOfNow(), cancellationToken));
        // A page at a time: the newest are enough as a rule.
        foreach (var some in places.Chunk(most))
        {
            var albums = await CatalogPresenter.FindAllAsync([.. some.Select(place => place.Id)], _catalog.FindAlbumAsync, cancellationToken);
            found.AddRange(albums.OfType<Album>().Where(album => market.Length == 0 || IsThere(album, market)).Take(most - found.Count));
            if (found.Count == most)
                break;
        }

        return found;
    }

    /// <summary>The newest albums of genres.</summary>
    /// <param name="genres">The genres, as <see cref="GenreName.SlugOf"/> writes them.</param>
    /// <param name="view">For whom.</param>
    /// <param name="query">Which page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task<AlbumsPageView> GenresAsync(IReadOnlyList<string> genres, CatalogView view, ListQuery query, CancellationToken cancellationToken) =>
        PageAsync([.. genres.Select(AlbumListEntry.ScopeOfGenre)], view, query, cancellationToken);

    /// <summary>The newest albums of genres, whoever may hear them.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<Album>> NewestAsync(IEnumerable<string> genres, int most, CancellationToken cancellationToken)
    {
        var newest = (await MergeAsync([.. genres.Select(AlbumListEntry.ScopeOfGenre)], cancellationToken)).Take(most).Select(place => place.Id).ToList();
        return [.. (await CatalogPresenter.FindAllAsync(newest, _catalog.FindAlbumAsync, cancellationToken)).OfType<Album>()];
    }

    private async Task<AlbumsPageView> PageAsync(IReadOnlyList<string> scopes, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        var places = await MergeAsync(scopes, cancellationToken);
        var albums = await CatalogPresenter.FindAllAsync(places.ConvertAll(place => place.Id), _catalog.FindAlbumAsync, cancellationToken);
        var open = places.Where((_, i) => albums[i] is { } album && IsThere(album, view)).ToList();
        var page = query.After is { } after
            ? open.Where(place => after.CompareTo(place.Key, place.Id) > 0).Take(query.Page.Limit).ToList()
            : open.Skip(query.Page.Offset).Take(query.Page.Limit).ToList();
        var shown = await _presenter.AlbumsAsync(page.ConvertAll(place => place.Id), view, cancellationToken);
        return new AlbumsPageView(query.Show<SimpleAlbumView>([.. shown.OfType<SimpleAlbumView>()], open.Count, page.LastOrDefault()));
    }

    private IReadOnlyList<string> MonthsOfNow()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var month = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, Months).Select(back => AlbumListEntry.ScopeOfMonth(month.AddMonths(-back)))];
    }

    private bool IsThere(Album album, CatalogView view) => view.Market is not { } market || IsThere(album, market);

    private bool IsThere(Album album, string market) =>
        Rights.Decide(album.Rights, market, Tier.Premium, RightsUse.Stream, _time.GetUtcNow()) is RightsDecision.Allowed or RightsDecision.TierRestricted;

    private async Task<List<ListCursor>> MergeAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var lists = await CatalogPresenter.FindAllAsync(scopes, _lists.GetAsync, cancellationToken);
        return
        [
            .. lists.OfType<AlbumList>().SelectMany(list => list.Places).DistinctBy(place => place.Id)
                .OrderByDescending(place => (place.Key, place.Id), ShelfOrder.Instance).Take(Most),
        ];
    }

    private async Task<AlbumList?> LoadAsync(string scope, CancellationToken cancellationToken)
    {
        var newest = await _store.RangeAsync<AlbumListEntry>(DocumentContainer.Aggregates, scope, new IdRange(Descending: true), Most, null, cancellationToken);
        return new AlbumList([.. newest.Documents.Select(one => ListCursor.TryParse(one.Id, out var place) ? place : null).OfType<ListCursor>()]);
    }

    private sealed record AlbumList(IReadOnlyList<ListCursor> Places);
}

/// <summary>A page of albums, as the Spotify Web API writes new releases.</summary>
internal sealed record AlbumsPageView(PageView<SimpleAlbumView> Albums);
