using Microsoft.AspNetCore.Http;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Writes lists as the API answers them.</summary>
public sealed class ProductAnswers
{
    private readonly CatalogPresenter _presenter;
    private readonly ListenerSessions _sessions;
    private readonly Exposures _exposures;

    internal ProductAnswers(CatalogPresenter presenter, ListenerSessions sessions, Exposures exposures) => (_presenter, _sessions, _exposures) = (presenter, sessions, exposures);

    /// <summary>A list. That it is shown is noted where an experiment made it.</summary>
    internal async Task<RecommendedListView> ShowAsync(HttpRequest request, ShownList list, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(request, list.Items, cancellationToken);
        if (items.Count > 0)
            await _exposures.NoteAsync(request.HttpContext.GetCaller().Subject, list, cancellationToken);
        return new RecommendedListView(list.Kind, list.Name, list.Uri, list.Source, list.Week, list.MadeAt, items);
    }

    /// <summary>Several lists, in their order.</summary>
    internal async Task<RecommendedListsView> ShowAllAsync(HttpRequest request, IEnumerable<ShownList> lists, CancellationToken cancellationToken)
    {
        var shown = new List<RecommendedListView>();
        foreach (var list in lists)
            shown.Add(await ShowAsync(request, list, cancellationToken));
        return new RecommendedListsView(shown);
    }

    private async Task<IReadOnlyList<RecommendedTrackView>> ItemsAsync(HttpRequest request, IReadOnlyList<ServedItem> items, CancellationToken cancellationToken)
    {
        var view = CatalogView.Of(request.HttpContext.GetCaller(), PageLinks.RootOf(request));
        // The tracks were read a moment ago and are at hand; only if they have gone since is the list empty.
        var tracks = await _sessions.InTimeAsync<IReadOnlyList<TrackView?>>(
            "the tracks' views", async token => await _presenter.TracksAsync([.. items.Select(item => item.Track.Track.Id)], view, token), cancellationToken) ?? [];
        return [.. items.Zip(tracks).Where(one => one.Second is not null).Select(one => new RecommendedTrackView(one.Second!, ReasonView.Of(one.First.Item.Reason), one.First.Item.Slot))];
    }
}
