using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog.Browse;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog.Artists;

/// <summary>
/// Artists like an artist: those who stand on the same releases, and those who make the same genres, the popular ones first among equals. Computed from the catalogue when it is asked
/// for, and kept for an hour.
/// </summary>
public sealed class RelatedArtists
{
    private const int Most = 20;
    private const int OwnAlbums = 20;
    private const int GenresLookedAt = 3;
    private const int AlbumsOfGenres = 150;
    private const int Candidates = 100;
    private const int Kept = 10_000;

    // How long an answer that has something already waits for what fills it up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ArtistCatalog _artists;
    private readonly ICatalog _catalog;
    private readonly AlbumLists _lists;
    private readonly CatalogFigures _figures;
    private readonly IFanArtists? _fans;
    private readonly TimeProvider _time;
    private readonly ReadThroughCache<IReadOnlyList<string>> _related;

    internal RelatedArtists(ArtistCatalog artists, ICatalog catalog, AlbumLists lists, CatalogFigures figures, IOptions<CatalogOptions> options, SpotifyMetrics metrics, TimeProvider time, IFanArtists? fans = null)
    {
        (_artists, _catalog, _lists, _figures, _fans, _time) = (artists, catalog, lists, figures, fans, time);
        var cache = new ReadThroughCacheOptions
        {
            Capacity = Math.Min(Kept, options.Value.CachedOthers),
            FreshFor = TimeSpan.FromHours(1),
            ConfirmWithin = TimeSpan.FromMinutes(10),
            LoadTimeout = TimeSpan.FromSeconds(10),
        };
        _related = new("related_artists", cache, ComputeAsync, static (_, _) => false, metrics, time);
    }

    /// <summary>
    /// The ids of artists whom an artist's listeners play too, the nearest first, and where they know fewer than 20, those that <see cref="FindAsync"/> finds; null where there is no such artist. What a model says is waited for as
    /// long as the model's own patience allows, and no trouble of it is seen here.
    /// </summary>
    /// <exception cref="TransientException">The store is in trouble, and nobody else knows anything of the artist.</exception>
    internal async Task<IReadOnlyList<string>?> AlikeAsync(string artistId, Caller caller, CancellationToken cancellationToken)
    {
        if (await _catalog.FindArtistAsync(artistId, cancellationToken) is null)
            return null;
        var fans = _fans is null ? [] : await _fans.NearAsync(artistId, Most, caller, cancellationToken);
        if (fans.Count >= Most)
            return fans;
        var related = fans.Count == 0 ? await FindAsync(artistId, cancellationToken) : await InTimeAsync(artistId, cancellationToken);
        return [.. fans.Concat(related ?? []).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>The ids of related artists, the nearest first, at most 20; null where there is no such artist.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async ValueTask<IReadOnlyList<string>?> FindAsync(string artistId, CancellationToken cancellationToken) =>
        await _artists.FindAsync(artistId, cancellationToken) is null ? null : await _related.GetAsync(artistId, cancellationToken);

    private async Task<IReadOnlyList<string>?> InTimeAsync(string artistId, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(artistId, cancellationToken).AsTask().WaitAsync(Patience, _time, cancellationToken);
        }
        catch (Exception problem) when (problem is TransientException or TimeoutException)
        {
            // What there is already is an answer; the others are kept for the next one as soon as they are found.
            return null;
        }
    }

    private async Task<IReadOnlyList<string>?> ComputeAsync(string artistId, CancellationToken cancellationToken)
    {
        if (await _artists.FindAsync(artistId, cancellationToken) is not { } artist)
            return null;
        var near = await CompanionsAsync(artistId, cancellationToken);
        foreach (var album in await _lists.NewestAsync(artist.Genres.Take(GenresLookedAt).Select(GenreName.SlugOf), AlbumsOfGenres, cancellationToken))
        {
            foreach (var other in album.Artists.Where(other => other.Id != artistId))
                near.TryAdd(other.Id, 0);
        }

        var ids = near.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Candidates).Select(one => one.Key).ToList();
        var others = await CatalogPresenter.FindAllAsync(ids, _catalog.FindArtistAsync, cancellationToken);
        var popularity = await _figures.PopularityAsync(ids, cancellationToken);
        return
        [
            .. others.OfType<Artist>()
                .Select(other => (other.Id, Score: Score(artist, other, near[other.Id], popularity.GetValueOrDefault(other.Id))))
                .Where(one => one.Score >= 1)
                .OrderByDescending(one => one.Score).ThenBy(one => one.Id, StringComparer.Ordinal).Take(Most).Select(one => one.Id),
        ];
    }

    /// <summary>How many tracks and albums of late name another artist beside this one.</summary>
    private async Task<Dictionary<string, int>> CompanionsAsync(string artistId, CancellationToken cancellationToken)
    {
        var shared = new Dictionary<string, int>(StringComparer.Ordinal);
        var newest = await _artists.NewestAsync(artistId, OwnAlbums, cancellationToken);
        var albums = (await CatalogPresenter.FindAllAsync([.. newest.Select(entry => entry.Id)], _catalog.FindAlbumAsync, cancellationToken)).OfType<Album>().ToList();
        var tracks = await CatalogPresenter.FindAllAsync([.. albums.SelectMany(album => album.Tracks).Select(track => track.Id)], _catalog.FindTrackAsync, cancellationToken);
        var named = tracks.OfType<PublishedTrack>().Select(found => found.Track.Artists).Concat(albums.Select(album => album.Artists));
        foreach (var together in named.Where(artists => artists.Any(artist => artist.Id == artistId)))
        {
            foreach (var other in together.Where(other => other.Id != artistId))
                shared[other.Id] = shared.GetValueOrDefault(other.Id) + 1;
        }

        return shared;
    }

    /// <summary>At least 1 where they have anything in common: what they made together counts most, then genres, then how well he is known.</summary>
    private static double Score(Artist artist, Artist other, int together, int popularity)
    {
        var union = artist.Genres.Union(other.Genres).Count();
        var common = artist.Genres.Intersect(other.Genres).Count();
        var genres = union == 0 ? 0 : (double)common / union;
        return together == 0 && common == 0 ? 0 : 1 + (2 * Math.Log2(1 + together)) + (2 * genres) + (popularity / 100.0);
    }
}
