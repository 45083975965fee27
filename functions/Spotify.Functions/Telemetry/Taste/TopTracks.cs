using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>What a listener likes most, in pages. Places are those of the whole ranking; tracks that are gone from the catalogue leave theirs empty.</summary>
public sealed class TopTracks
{
    private readonly ITaste _taste;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;

    /// <summary>Creates the ranking.</summary>
    public TopTracks(ITaste taste, ICatalog catalog, CatalogPresenter presenter) => (_taste, _catalog, _presenter) = (taste, catalog, presenter);

    /// <summary>A page.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="query">Which page.</param>
    /// <param name="address">The address of the route, without a query.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble.</exception>
    internal async Task<RankingView<TrackView>> PageAsync(Caller caller, TopQuery query, string address, CancellationToken cancellationToken)
    {
        var liked = (await _taste.GetEngagementAsync(caller.Subject, query.Window, cancellationToken)).TakeWhile(track => track.Value > 0).ToList();
        var view = CatalogView.Of(caller, RequestAddress.RootOf(address));
        var shown = await Task.WhenAll(liked.Skip(query.Offset).Take(query.Limit).Select(track => ShowAsync(track.Track.ToString(), view, cancellationToken)));
        return RankingView<TrackView>.Of([.. shown.OfType<TrackView>()], query, address, liked.Count);
    }

    private async Task<TrackView?> ShowAsync(string trackId, CatalogView view, CancellationToken cancellationToken) =>
        await _catalog.FindTrackAsync(trackId, cancellationToken) is { } found ? await _presenter.TrackAsync(found, view, cancellationToken) : null;
}
