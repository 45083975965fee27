using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Finds what radios play from.</summary>
public sealed class RadioSeeds
{
    private const int OfArtist = 20;
    private const int OfGenre = 50;

    private readonly ICatalog _catalog;
    private readonly ListenerSessions _sessions;
    private readonly ListenerProducts _products;
    private readonly PlainTracks _plain;

    internal RadioSeeds(ICatalog catalog, ListenerSessions sessions, ListenerProducts products, PlainTracks plain) => (_catalog, _sessions, _products, _plain) = (catalog, sessions, products, plain);

    /// <summary>A seed's tracks.</summary>
    /// <returns>Null where there is no such track, artist or genre. While the catalogue is away a seed that the model does not know has no tracks.</returns>
    internal async Task<SeedRows?> FindAsync(ListenerSession session, RadioSeed seed, CancellationToken cancellationToken)
    {
        if (await RowsAsync(session, seed, cancellationToken) is not { } found)
            return null;
        // A model that knows the seed knows what goes with it.
        var isKnown = seed.Kind == SeedKind.Track ? session.RowOf(seed.Tracks[0]) >= 0 : found.Rows.Count > 0;
        return isKnown ? found : found with { Around = await _sessions.InTimeAsync("what goes with a radio's seed", async token => await AroundAsync(seed, token), cancellationToken) ?? [] };
    }

    private Task<IReadOnlyList<TrackKey>> AroundAsync(RadioSeed seed, CancellationToken cancellationToken) => seed.Kind switch
    {
        SeedKind.Track or SeedKind.Tracks => _plain.AroundAsync(seed.Tracks, cancellationToken),
        SeedKind.Artist => _plain.OfArtistAsync(seed.Id, cancellationToken),
        SeedKind.Genre => _plain.OfGenreAsync(seed.Id, cancellationToken),
        _ => Task.FromResult<IReadOnlyList<TrackKey>>([]),
    };

    private async Task<SeedRows?> RowsAsync(ListenerSession session, RadioSeed seed, CancellationToken cancellationToken)
    {
        switch (seed.Kind)
        {
            case SeedKind.Track:
                return await OfTrackAsync(session, seed, cancellationToken);
            case SeedKind.Artist:
                return await OfArtistAsync(session, seed, cancellationToken);
            case SeedKind.Genre:
                var rows = session.Index?.OfGenre(seed.Id) ?? [];
                return rows.Count == 0 && !BrowseCategory.AllGenres.Contains(seed.Id) ? null : Rows(seed, [.. rows.Where(session.MayHave).Take(OfGenre)], seed.Id);
            case SeedKind.Tracks:
                return Rows(seed, [.. seed.Tracks.Select(session.RowOf).Where(row => row >= 0)], null, ReasonKind.FitsPlaylist);
            default:
                var list = await OfListAsync(session, seed.Id, cancellationToken);
                return list is null ? null : Rows(seed, [.. list.Items.Select(item => session.RowOf(item.Item.Track)).Where(row => row >= 0)], null, ReasonKind.FitsPlaylist);
        }
    }

    private static SeedRows Rows(RadioSeed seed, IReadOnlyList<int> rows, string? name, ReasonKind kind = ReasonKind.LikeSeed) =>
        new(rows, new ListReason(kind, seed.Kind == SeedKind.Tracks ? null : seed.Uri, name), seed.Kind == SeedKind.Track ? seed.Tracks[0] : null);

    private async Task<SeedRows?> OfTrackAsync(ListenerSession session, RadioSeed seed, CancellationToken cancellationToken)
    {
        if (session.RowOf(seed.Tracks[0]) is >= 0 and var row)
            return Rows(seed, [row], session.Index!.Model.Catalogue[row].Title);
        var (isKnown, found) = await LookAsync(token => _catalog.FindTrackAsync(seed.Id, token), cancellationToken);
        if (found is null)
            return isKnown ? null : Rows(seed, [], null);
        // Published after the model was made: by its artists.
        var rows = found.Track.Artists.SelectMany(artist => session.Index?.OfArtist(artist.Id).Take(OfArtist) ?? []);
        return Rows(seed, [.. rows.Distinct()], found.Track.Title);
    }

    private async Task<SeedRows?> OfArtistAsync(ListenerSession session, RadioSeed seed, CancellationToken cancellationToken)
    {
        if (session.Index?.OfArtist(seed.Id) is { Count: > 0 } rows)
            return Rows(seed, [.. rows.Take(OfArtist)], session.Index.NameOf(seed.Id));
        var (isKnown, found) = await LookAsync(token => _catalog.FindArtistAsync(seed.Id, token), cancellationToken);
        if (found is null)
            return isKnown ? null : Rows(seed, [], null);
        var genres = found.Genres.Select(GenreName.SlugOf).SelectMany(genre => session.Index?.OfGenre(genre).Take(OfArtist) ?? []);
        return Rows(seed, [.. genres.Distinct()], found.Name);
    }

    private async Task<ShownList?> OfListAsync(ListenerSession session, string name, CancellationToken cancellationToken)
    {
        if (ListNames.MixOf(name) is { } number)
            return (await _products.DailyMixesAsync(session, cancellationToken)).ElementAtOrDefault(number - 1);
        return ListNames.KindOf(name) switch
        {
            ListKind.DiscoverWeekly => await _products.DiscoverWeeklyAsync(session, cancellationToken),
            ListKind.ReleaseRadar => await _products.ReleaseRadarAsync(session, cancellationToken),
            ListKind.TopSongs => await _products.TopSongsAsync(session, cancellationToken),
            ListKind.Rewind => await _products.RewindAsync(session, cancellationToken),
            ListKind.Welcome => await _products.WelcomeAsync(session, cancellationToken),
            _ => await _products.PopularAsync(session, ListKind.Popular, cancellationToken),
        };
    }

    private async Task<(bool IsKnown, T? Found)> LookAsync<T>(Func<CancellationToken, ValueTask<T?>> find, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await _sessions.InTimeAsync<Answer<T>>("what a radio plays from", async token => new Answer<T>(await find(token)), cancellationToken);
        return (answer is not null, answer?.Found);
    }

    private sealed record Answer<T>(T? Found);
}
