using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog.Artists;

/// <summary>What is listed under an artist.</summary>
public sealed class ArtistPages
{
    private const int MostTopTracks = 10;
    private const int AlbumsForTopTracks = 10;

    private static readonly HashSet<string> Groups = new(StringComparer.Ordinal) { "album", "single", "compilation", AlbumCredit.AppearsOn };

    private readonly ArtistCatalog _artists;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;
    private readonly StoredPopularity _popularity;
    private readonly TimeProvider _time;

    internal ArtistPages(ArtistCatalog artists, ICatalog catalog, CatalogPresenter presenter, StoredPopularity popularity, TimeProvider time) =>
        (_artists, _catalog, _presenter, _popularity, _time) = (artists, catalog, presenter, popularity, time);

    /// <summary>Reads the parameter <c>include_groups</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="groups">The groups; null for all.</param>
    /// <param name="refusal">What to answer where one is unknown.</param>
    internal static bool TryReadGroups(HttpRequest request, out IReadOnlySet<string>? groups, [NotNullWhen(false)] out IResult? refusal)
    {
        (groups, refusal) = (null, null);
        var named = request.Query["include_groups"].SelectMany(one => (one ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        if (named.Count == 0)
            return true;
        if (!named.IsSubsetOf(Groups))
            refusal = ApiErrors.InvalidRequest("'include_groups' may name album, single, compilation and appears_on, separated by commas.");
        else
            groups = named;
        return refusal is null;
    }

    /// <summary>A page of an artist's albums, the newest first; null where there is no such artist.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<PageView<SimpleAlbumView>?> AlbumsAsync(string artistId, IReadOnlySet<string>? groups, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        if (await _artists.AlbumsAsync(artistId, query, groups, cancellationToken) is not { } page)
            return null;
        var albums = await _presenter.AlbumsAsync([.. page.Entries.Select(entry => entry.Id)], view, cancellationToken);
        var shown = albums.Zip(page.Entries).Where(one => one.First is not null).Select(one => one.First! with { AlbumGroup = one.Second.Group });
        return query.Show<SimpleAlbumView>([.. shown], page.Total, page.Last);
    }

    /// <summary>
    /// An artist's most played tracks of late; where fewer than ten have been played, those of his newest own releases after them. What is not to be had in the market is left out.
    /// Null where there is no such artist.
    /// </summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<TracksView?> TopTracksAsync(string artistId, CatalogView view, CancellationToken cancellationToken)
    {
        if (await _artists.FindAsync(artistId, cancellationToken) is null)
            return null;
        var played = await _popularity.GetTopTracksAsync(artistId, cancellationToken);
        var top = await OpenAsync(played, artistId, view, cancellationToken);
        if (top.Count < MostTopTracks)
        {
            var newest = (await _artists.NewestAsync(artistId, AlbumsForTopTracks, cancellationToken)).Where(entry => entry.Group != AlbumCredit.AppearsOn).Select(entry => entry.Id);
            var albums = await CatalogPresenter.FindAllAsync([.. newest], _catalog.FindAlbumAsync, cancellationToken);
            var others = albums.OfType<Album>().SelectMany(album => album.Tracks).Select(track => track.Id).Except(top).Take(5 * MostTopTracks).ToList();
            top.AddRange((await OpenAsync(others, artistId, view, cancellationToken)).Take(MostTopTracks - top.Count));
        }

        return new TracksView(await _presenter.TracksAsync([.. top.Take(MostTopTracks)], view, cancellationToken));
    }

    private async Task<List<string>> OpenAsync(IReadOnlyList<string> ids, string artistId, CatalogView view, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var tracks = await CatalogPresenter.FindAllAsync(ids, _catalog.FindTrackAsync, cancellationToken);
        return
        [
            .. tracks.OfType<PublishedTrack>()
                .Where(found => found.Track.Artists.Concat(found.Album.Artists).Any(artist => artist.Id == artistId))
                .Where(found => view.Market is not { } market
                    || Rights.Decide(found.Track.Rights, market, Tier.Premium, RightsUse.Stream, now) is RightsDecision.Allowed or RightsDecision.TierRestricted)
                .Select(found => found.Track.Id),
        ];
    }
}
