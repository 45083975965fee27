using Spotify.Core.Catalog;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Browse;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>
/// What the catalogue itself knows to play, for a service that has neither learned a model nor counted a chart yet and for seeds that are newer than the model. Albums take turns, so that the first tracks are of as many of them as
/// there are.
/// </summary>
internal sealed class PlainTracks(ICatalog catalog, ArtistCatalog artists, AlbumLists lists)
{
    // So many tracks of an answer are enough to choose from.
    private const int Most = 120;
    private const int Albums = 60;
    private const int OfArtist = 20;

    /// <summary>Tracks of the newest releases that are to be had in a country.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<TrackKey>> NewestAsync(string market, CancellationToken cancellationToken) => Turns(await lists.NewestInAsync(market, Albums, cancellationToken));

    /// <summary>Tracks of a genre's newest releases.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<TrackKey>> OfGenreAsync(string genre, CancellationToken cancellationToken) => Turns(await lists.NewestAsync([genre], Albums, cancellationToken));

    /// <summary>Tracks of an artist's newest albums.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<TrackKey>> OfArtistAsync(string artist, CancellationToken cancellationToken)
    {
        var newest = await artists.NewestAsync(artist, OfArtist, cancellationToken);
        return Turns((await CatalogPresenter.FindAllAsync([.. newest.Select(entry => entry.Id)], catalog.FindAlbumAsync, cancellationToken)).OfType<Album>());
    }

    /// <summary>Some tracks, then those of their albums, then those of their artists.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<TrackKey>> AroundAsync(IReadOnlyList<TrackKey> tracks, CancellationToken cancellationToken)
    {
        var found = (await CatalogPresenter.FindAllAsync([.. tracks.Select(track => track.ToString())], catalog.FindTrackAsync, cancellationToken)).OfType<PublishedTrack>().ToList();
        var albums = Turns(found.Select(one => one.Album).DistinctBy(album => album.Id));
        var around = new List<TrackKey>();
        foreach (var artist in found.SelectMany(one => one.Track.Artists).Select(artist => artist.Id).Distinct().Take(OfArtist))
        {
            around.AddRange(await OfArtistAsync(artist, cancellationToken));
            if (around.Count >= Most)
                break;
        }

        return [.. tracks.Concat(albums).Concat(around).Distinct().Take(Most)];
    }

    private static IReadOnlyList<TrackKey> Turns(IEnumerable<Album> albums) =>
    [
        .. albums.SelectMany((album, turn) => album.Tracks.Select((track, at) => (track.Id, Turn: turn, At: at))).OrderBy(one => one.At).ThenBy(one => one.Turn)
            .Select(one => TrackKey.TryParse(one.Id, out var key) ? key : (TrackKey?)null).OfType<TrackKey>().Distinct().Take(Most),
    ];
}
