using System.Globalization;
using System.Runtime.CompilerServices;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>
/// What a listener played last, in pages. A page is cut by the places of plays, which stay when newer plays come, so that whoever follows the cursors sees each
/// play once: backwards from the newest by <c>before</c>, or forwards by <c>after</c>, which gives the oldest that are newer first.
/// </summary>
public sealed class RecentPlays
{
    // Few at a time: a page mostly lies within the newest two weeks.
    private const int WeeksAtATime = 3;

    private readonly HistoryReader _reader;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;

    internal RecentPlays(HistoryReader reader, ICatalog catalog, CatalogPresenter presenter) => (_reader, _catalog, _presenter) = (reader, catalog, presenter);

    /// <summary>A page.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="query">Which page.</param>
    /// <param name="address">The address of the route, without a query.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble.</exception>
    internal async Task<RecentlyPlayedView> PageAsync(Caller caller, RecentlyPlayedQuery query, string address, CancellationToken cancellationToken)
    {
        var found = new List<(PlacedListen Play, PublishedTrack Track)>();
        var waiting = new List<PlacedListen>();
        // One more than the page holds tells whether there is a next page.
        await foreach (var play in PlaysAsync(caller.Subject, query, cancellationToken))
        {
            waiting.Add(play);
            if (found.Count + waiting.Count <= query.Limit)
                continue;
            await FindAsync(waiting, found, cancellationToken);
            if (found.Count > query.Limit)
                break;
        }

        await FindAsync(waiting, found, cancellationToken);
        var page = found.Take(query.Limit).OrderByDescending(one => one.Play.PlaceMs).ToList();
        var items = await Task.WhenAll(page.Select(one => ShowAsync(one.Play, one.Track, caller, address, cancellationToken)));
        var cursors = page.Count == 0 ? null : new CursorsView(Text(page[0].Play.PlaceMs), Text(page[^1].Play.PlaceMs));
        var next = found.Count <= query.Limit ? null
            : query.AfterMs is null ? $"{address}?before={cursors!.Before}&limit={query.Limit}"
            : $"{address}?after={cursors!.After}&limit={query.Limit}";
        var href = $"{address}?{(query.AfterMs is { } after ? $"after={after}&" : query.BeforeMs is { } before ? $"before={before}&" : "")}limit={query.Limit}";
        return new RecentlyPlayedView(items, next, cursors, query.Limit, items.Length, href);
    }

    private async IAsyncEnumerable<PlacedListen> PlaysAsync(string userId, RecentlyPlayedQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (after, before) = (query.AfterMs ?? long.MinValue, query.BeforeMs ?? long.MaxValue);
        var isForwards = query.AfterMs is not null;
        var (from, to) = _reader.Kept(query.AfterMs ?? 0, query.BeforeMs ?? DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        var weeks = TasteWeek.Range(from, to);
        foreach (var some in (isForwards ? weeks : weeks.Reverse()).Chunk(WeeksAtATime))
        {
            foreach (var week in await _reader.ReadListensAsync(userId, some, cancellationToken))
            {
                var plays = PlacedListen.Of(week).Where(play => play.PlaceMs > after && play.PlaceMs < before);
                foreach (var play in isForwards ? plays : plays.Reverse())
                    yield return play;
            }
        }
    }

    /// <summary>Looks up the tracks of plays that wait; those of tracks that are gone from the catalogue are left out.</summary>
    private async Task FindAsync(List<PlacedListen> waiting, List<(PlacedListen Play, PublishedTrack Track)> found, CancellationToken cancellationToken)
    {
        var tracks = await Task.WhenAll(waiting.Select(play => _catalog.FindTrackAsync(play.Listen.Track.ToString(), cancellationToken).AsTask()));
        for (var i = 0; i < tracks.Length; i++)
        {
            if (tracks[i] is { } track)
                found.Add((waiting[i], track));
        }

        waiting.Clear();
    }

    private async Task<PlayHistoryView> ShowAsync(PlacedListen play, PublishedTrack track, Caller caller, string address, CancellationToken cancellationToken) => new(
        await _presenter.TrackAsync(track, CatalogView.Of(caller, RequestAddress.RootOf(address)), cancellationToken),
        DateTimeOffset.FromUnixTimeMilliseconds(play.PlaceMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ContextOf(play.Listen, address));

    /// <summary>What it was played from, where that is something with an address of its own: a search or a radio is none.</summary>
    private static ContextView? ContextOf(in Listen listen, string address)
    {
        if (listen.ContextType is not ("album" or "artist" or "playlist" or "show") || !SpotifyId.IsValid(listen.ContextId))
            return null;
        var (type, id) = (listen.ContextType, listen.ContextId);
        var root = RequestAddress.RootOf(address);
        return new ContextView(
            type, $"{root}/v1/{type}s/{id}", new Dictionary<string, string> { ["spotify"] = $"https://open.spotify.com/{type}/{id}" }, $"spotify:{type}:{id}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
