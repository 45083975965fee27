using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Writes what the catalogue knows in the Spotify Web API's shape, as one caller sees it. Lists stand in the order of their ids, with null in the place of what is not
/// published.
/// </summary>
public sealed class CatalogPresenter(ICatalog catalog, CatalogLinks links, CatalogFigures figures, SpokenPresenter spoken)
{
    /// <summary>Tracks within an album or a list that embeds it: so many at the most.</summary>
    internal const int FirstPage = 50;

    /// <summary>A track with its play count.</summary>
    internal async Task<TrackView> TrackAsync(PublishedTrack published, CatalogView view, CancellationToken cancellationToken)
    {
        var count = figures.CountAsync(published.Track.Id, cancellationToken);
        var shown = await DescribeAsync([published], view, cancellationToken);
        return shown[0]! with { PlayCount = await count };
    }

    /// <summary>Tracks.</summary>
    internal async Task<IReadOnlyList<TrackView?>> TracksAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await DescribeAsync(await FindAllAsync(ids, catalog.FindTrackAsync, cancellationToken), view, cancellationToken);

    /// <summary>An album with its first tracks.</summary>
    internal async Task<AlbumView> AlbumAsync(Album album, CatalogView view, CancellationToken cancellationToken)
    {
        var page = new PageRequest(FirstPage, 0);
        var tracks = await AlbumTracksAsync(album, page, view, cancellationToken);
        var popularity = await figures.PopularityAsync([album.Id], cancellationToken);
        var simple = await SimpleAsync(album, view, popularity, cancellationToken);
        return new AlbumView(simple, PageView<SimpleTrackView>.At($"{simple.Href}/tracks", page, tracks, album.Tracks.Count, view.MarketQuery));
    }

    /// <summary>Albums, each with its first tracks.</summary>
    internal async Task<IReadOnlyList<AlbumView?>> AlbumsWithTracksAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken)
    {
        var albums = await FindAllAsync(ids, catalog.FindAlbumAsync, cancellationToken);
        return await Task.WhenAll(albums.Select(async album => album is null ? null : await AlbumAsync(album, view, cancellationToken)));
    }

    /// <summary>A page of an album's tracks, in playing order.</summary>
    internal async Task<IReadOnlyList<SimpleTrackView>> AlbumTracksAsync(Album album, PageRequest page, CatalogView view, CancellationToken cancellationToken)
    {
        List<string> ids = [.. album.Tracks.Skip(page.Offset).Take(page.Limit).Select(place => place.Id)];
        var tracks = await FindAllAsync(ids, catalog.FindTrackAsync, cancellationToken);
        var popularity = await figures.PopularityAsync(ids, cancellationToken);
        var shown = new List<SimpleTrackView>(tracks.Length);
        foreach (var track in tracks.OfType<PublishedTrack>())
            shown.Add(await SimpleAsync(track, view, popularity, cancellationToken));
        return shown;
    }

    /// <summary>Albums without their tracks.</summary>
    internal async Task<IReadOnlyList<SimpleAlbumView?>> AlbumsAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken)
    {
        var albums = await FindAllAsync(ids, catalog.FindAlbumAsync, cancellationToken);
        var popularity = await figures.PopularityAsync(ids, cancellationToken);
        return await ShowAllAsync(albums, album => SimpleAsync(album, view, popularity, cancellationToken));
    }

    /// <summary>Artists, without their listeners, which are looked up for one at a time.</summary>
    internal async Task<IReadOnlyList<ArtistView?>> ArtistsAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken)
    {
        var artists = await FindAllAsync(ids, catalog.FindArtistAsync, cancellationToken);
        var popularity = await figures.PopularityAsync(ids, cancellationToken);
        return await ShowAllAsync(artists, artist => DescribeAsync(artist, view, popularity, cancellationToken));
    }

    /// <summary>An artist with his listeners.</summary>
    internal async Task<ArtistView> ArtistAsync(Artist artist, CatalogView view, CancellationToken cancellationToken)
    {
        var listeners = figures.ListenersAsync(artist.Id, cancellationToken);
        var popularity = await figures.PopularityAsync([artist.Id], cancellationToken);
        return await DescribeAsync(artist, view, popularity, cancellationToken) with { MonthlyListeners = await listeners };
    }

    /// <summary>Shows without their episodes.</summary>
    internal async Task<IReadOnlyList<SimpleShowView?>> ShowsAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await ShowAllAsync(await FindAllAsync(ids, catalog.FindShowAsync, cancellationToken), show => spoken.SimpleAsync(show, view, cancellationToken));

    /// <summary>Episodes without their shows.</summary>
    internal async Task<IReadOnlyList<SimpleEpisodeView?>> EpisodesAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await ShowAllAsync(await FindAllAsync(ids, catalog.FindEpisodeAsync, cancellationToken), episode => spoken.SimpleAsync(episode, view, cancellationToken));

    /// <summary>Audiobooks without their chapters.</summary>
    internal async Task<IReadOnlyList<SimpleAudiobookView?>> AudiobooksAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken) =>
        await ShowAllAsync(await FindAllAsync(ids, catalog.FindAudiobookAsync, cancellationToken), book => spoken.SimpleAsync(book, view, cancellationToken));

    /// <summary>Looks up things side by side; what is in memory is there at once.</summary>
    internal static async Task<T?[]> FindAllAsync<T>(IReadOnlyList<string> ids, Func<string, CancellationToken, ValueTask<T?>> find, CancellationToken cancellationToken)
        where T : class
    {
        var found = new T?[ids.Count];
        List<(int Place, Task<T?> Finding)>? waiting = null;
        for (var i = 0; i < ids.Count; i++)
        {
            var finding = find(ids[i], cancellationToken);
            if (finding.IsCompletedSuccessfully)
                found[i] = finding.Result;
            else
                (waiting ??= []).Add((i, finding.AsTask()));
        }

        foreach (var (place, finding) in waiting ?? [])
            found[place] = await finding;
        return found;
    }

    /// <summary>Shows what was found, and null for what was not.</summary>
    internal static async Task<IReadOnlyList<TView?>> ShowAllAsync<T, TView>(IReadOnlyList<T?> found, Func<T, ValueTask<TView>> show)
        where T : class
        where TView : class
    {
        var shown = new TView?[found.Count];
        for (var i = 0; i < shown.Length; i++)
            shown[i] = found[i] is { } one ? await show(one) : null;
        return shown;
    }

    private async Task<IReadOnlyList<TrackView?>> DescribeAsync(IReadOnlyList<PublishedTrack?> tracks, CatalogView view, CancellationToken cancellationToken)
    {
        var popularity = await figures.PopularityAsync([.. tracks.OfType<PublishedTrack>().SelectMany(found => (string[])[found.Track.Id, found.Album.Id]).Distinct()], cancellationToken);
        return await ShowAllAsync(tracks, track => DescribeAsync(track, view, popularity, cancellationToken));
    }

    private async ValueTask<TrackView> DescribeAsync(PublishedTrack published, CatalogView view, IReadOnlyDictionary<string, int> popularity, CancellationToken cancellationToken)
    {
        var simple = await SimpleAsync(published, view, popularity, cancellationToken);
        return new TrackView(simple, await SimpleAsync(published.Album, view, popularity, cancellationToken));
    }

    private async ValueTask<SimpleTrackView> SimpleAsync(PublishedTrack published, CatalogView view, IReadOnlyDictionary<string, int> popularity, CancellationToken cancellationToken)
    {
        var track = published.Track;
        var permission = Decide(track.Rights, view);
        var isFiltered = track.Explicit && view.Caller.FiltersExplicit;
        var preview = track.Audio.Renditions.FirstOrDefault(rendition => rendition.Quality == Quality.Preview)?.Blob;
        return new SimpleTrackView
        {
            Artists = Describe(track.Artists, view),
            AvailableMarkets = links.MarketsOf(track.Rights),
            DiscNumber = track.Disc,
            DurationMs = track.Audio.DurationMs,
            Explicit = track.Explicit,
            ExternalIds = IdsOf(published.Album, track.Isrc),
            ExternalUrls = links.External(view, CatalogKinds.Track, track.Id),
            Href = CatalogLinks.Href(view, CatalogKinds.Track, track.Id),
            Id = track.Id,
            IsPlayable = isFiltered ? false : permission is null ? null : permission == RightsDecision.Allowed,
            // What holds whatever the listener wants is said first.
            Restrictions = RestrictionsOf(permission) ?? (isFiltered ? RestrictionsView.Explicit : null),
            Name = track.Title,
            Popularity = popularity.GetValueOrDefault(track.Id),
            // A preview is a use of the recording like another: it is given where the track itself may be heard, on whatever plan.
            PreviewUrl = !isFiltered && permission is (RightsDecision.Allowed or RightsDecision.TierRestricted) ? await links.PreviewAsync(preview, view, cancellationToken) : null,
            TrackNumber = track.Number,
            Uri = CatalogLinks.Uri(CatalogKinds.Track, track.Id),
        };
    }

    private async ValueTask<SimpleAlbumView> SimpleAsync(Album album, CatalogView view, IReadOnlyDictionary<string, int> popularity, CancellationToken cancellationToken)
    {
        var type = AlbumTypeOf(album);
        return new SimpleAlbumView
        {
            AlbumType = type,
            AlbumGroup = type,
            TotalTracks = album.Tracks.Count,
            AvailableMarkets = links.MarketsOf(album.Rights),
            ExternalUrls = links.External(view, CatalogKinds.Album, album.Id),
            Href = CatalogLinks.Href(view, CatalogKinds.Album, album.Id),
            Id = album.Id,
            Images = await links.ImagesAsync(album.CoverBlob, view, cancellationToken),
            Name = album.Title,
            ReleaseDate = CatalogLinks.Date(album.ReleaseDate),
            Restrictions = RestrictionsOf(Decide(album.Rights, view)),
            Uri = CatalogLinks.Uri(CatalogKinds.Album, album.Id),
            Artists = Describe(album.Artists, view),
            Copyrights = [.. CopyrightsOf(album)],
            ExternalIds = IdsOf(album, null),
            Genres = album.Genres,
            Label = album.LabelId,
            Popularity = popularity.GetValueOrDefault(album.Id),
        };
    }

    private async ValueTask<ArtistView> DescribeAsync(Artist artist, CatalogView view, IReadOnlyDictionary<string, int> popularity, CancellationToken cancellationToken) => new()
    {
        ExternalUrls = links.External(view, CatalogKinds.Artist, artist.Id),
        Genres = artist.Genres,
        Href = CatalogLinks.Href(view, CatalogKinds.Artist, artist.Id),
        Id = artist.Id,
        Images = await links.ImagesAsync(artist.CoverBlob, view, cancellationToken),
        Name = artist.Name,
        Popularity = popularity.GetValueOrDefault(artist.Id),
        Uri = CatalogLinks.Uri(CatalogKinds.Artist, artist.Id),
        MonthlyListeners = null,
        IsVerified = artist.IsVerified,
        Biography = artist.Biography,
        Links = artist.Links,
    };

    /// <summary>Whether the caller may stream it; null where nobody knows in which country.</summary>
    private RightsDecision? Decide(IReadOnlyList<RightsGrant> rights, CatalogView view)
    {
        var now = links.Now;
        view.Horizon.Note(Rights.ChangesAt(rights, now));
        // An app has no plan: it is told what a listener on the widest one may hear.
        var tier = view.Caller.IsApp ? Tier.Premium : view.Caller.Tier;
        return view.Market is { } market ? Rights.Decide(rights, market, tier, RightsUse.Stream, now) : null;
    }

    private static RestrictionsView? RestrictionsOf(RightsDecision? permission) => permission switch
    {
        null or RightsDecision.Allowed => null,
        RightsDecision.TierRestricted => new RestrictionsView("product"),
        _ => new RestrictionsView("market"),
    };

    private SimpleArtistView[] Describe(IReadOnlyList<ArtistRef> artists, CatalogView view) =>
    [
        .. artists.Select(artist => new SimpleArtistView(
            links.External(view, CatalogKinds.Artist, artist.Id), CatalogLinks.Href(view, CatalogKinds.Artist, artist.Id), artist.Id, artist.Name, CatalogKinds.Artist,
            CatalogLinks.Uri(CatalogKinds.Artist, artist.Id))),
    ];

    /// <summary>A UPC is an EAN of 13 digits without the zero before it.</summary>
    private static ExternalIdsView IdsOf(Album album, string? isrc) => new() { Isrc = isrc, Ean = album.Upc.PadLeft(13, '0'), Upc = album.Upc };

    /// <summary>The Web API knows album, single and compilation; an EP is a single there.</summary>
    private static string AlbumTypeOf(Album album) => album.Type == "ep" ? "single" : album.Type;

    private static IEnumerable<CopyrightView> CopyrightsOf(Album album)
    {
        if (album.CLine.Length > 0)
            yield return new CopyrightView(album.CLine, "C");
        if (album.PLine.Length > 0)
            yield return new CopyrightView(album.PLine, "P");
    }
}
