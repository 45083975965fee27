using Microsoft.AspNetCore.Http;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Writes lists as the API answers them.</summary>
public sealed class ProductAnswers(CatalogPresenter presenter, ListenerSessions sessions)
{
    /// <summary>A list.</summary>
    internal async Task<RecommendedListView> ShowAsync(HttpRequest request, ShownList list, CancellationToken cancellationToken) =>
        new(list.Kind, list.Name, list.Uri, list.Source, list.Week, list.MadeAt, await ItemsAsync(request, list.Items, cancellationToken));

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
        var tracks = await sessions.InTimeAsync<IReadOnlyList<TrackView?>>(
            "the tracks' views", async token => await presenter.TracksAsync([.. items.Select(item => item.Track.Track.Id)], view, token), cancellationToken) ?? [];
        return [.. items.Zip(tracks).Where(one => one.Second is not null).Select(one => new RecommendedTrackView(one.Second!, ReasonView.Of(one.First.Item.Reason), one.First.Item.Slot))];
    }
}
