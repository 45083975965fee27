using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Whom a listener likes most, in pages: the sum of what he thinks of an artist's tracks, where it is above nothing.</summary>
public sealed class TopArtists
{
    private const int Together = 64;

    private readonly ITaste _taste;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;

    /// <summary>Creates the ranking.</summary>
    public TopArtists(ITaste taste, ICatalog catalog, CatalogPresenter presenter) => (_taste, _catalog, _presenter) = (taste, catalog, presenter);

    /// <summary>A page.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="query">Which page.</param>
    /// <param name="address">The address of the route, without a query.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble.</exception>
    internal async Task<RankingView<ArtistView>> PageAsync(Caller caller, TopQuery query, string address, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var some in (await _taste.GetEngagementAsync(caller.Subject, query.Window, cancellationToken)).Chunk(Together))
        {
            var tracks = await Task.WhenAll(some.Select(track => _catalog.FindTrackAsync(track.Track.ToString(), cancellationToken).AsTask()));
            foreach (var (engagement, found) in some.Zip(tracks))
            {
                foreach (var artist in found?.Track.Artists.DistinctBy(artist => artist.Id) ?? [])
                    values[artist.Id] = values.GetValueOrDefault(artist.Id) + engagement.Value;
            }
        }

        var liked = values.Where(artist => artist.Value > 0).OrderByDescending(artist => artist.Value).ThenBy(artist => artist.Key, StringComparer.Ordinal).Select(artist => artist.Key).ToList();
        var shown = await _presenter.ArtistsAsync([.. liked.Skip(query.Offset).Take(query.Limit)], CatalogView.Of(caller, RequestAddress.RootOf(address)), cancellationToken);
        return RankingView<ArtistView>.Of([.. shown.OfType<ArtistView>()], query, address, liked.Count);
    }
}
