using Microsoft.AspNetCore.Http;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Shows lists to their listener. A list with nothing in it that he may hear gives way to what is popular in his market.</summary>
public sealed class ProductAnswers(IRecommendations recommendations, CatalogPresenter presenter)
{
    private const int Popular = 30;

    /// <summary>A list that was made just now.</summary>
    internal async Task<RecommendedListView> ShowAsync(HttpRequest request, MadeList list, CancellationToken cancellationToken)
    {
        var caller = request.HttpContext.GetCaller();
        var served = await recommendations.ShowAsync(caller, list.Items, cancellationToken);
        return served.Count > 0
            ? new RecommendedListView(list.Kind, list.Name, null, null, null, await ItemsAsync(request, served, cancellationToken))
            : await ShowAsync(request, await recommendations.PopularAsync(caller, Popular, cancellationToken) with { Kind = list.Kind }, cancellationToken);
    }

    /// <summary>A list that is served.</summary>
    internal async Task<RecommendedListView> ShowAsync(HttpRequest request, ServedList list, CancellationToken cancellationToken) =>
        new(list.Kind, "", list.Source, list.Week, list.MadeAt, await ItemsAsync(request, list.Items, cancellationToken));

    /// <summary>The lists of several that have anything the caller may hear, in their order, so many tracks of each.</summary>
    internal async Task<RecommendedListsView> ShowAllAsync(HttpRequest request, IEnumerable<MadeList> lists, int most, CancellationToken cancellationToken)
    {
        var caller = request.HttpContext.GetCaller();
        var shown = new List<RecommendedListView>();
        foreach (var list in lists)
        {
            var served = await recommendations.ShowAsync(caller, list.Items.Take(most), cancellationToken);
            if (served.Count > 0)
                shown.Add(new RecommendedListView(list.Kind, list.Name, null, null, null, await ItemsAsync(request, served, cancellationToken)));
        }

        return new RecommendedListsView(shown);
    }

    private async Task<IReadOnlyList<RecommendedTrackView>> ItemsAsync(HttpRequest request, IReadOnlyList<ServedItem> items, CancellationToken cancellationToken)
    {
        var view = CatalogView.Of(request.HttpContext.GetCaller(), PageLinks.RootOf(request));
        var tracks = await presenter.TracksAsync([.. items.Select(item => item.Track.Track.Id)], view, cancellationToken);
        return [.. items.Zip(tracks).Where(one => one.Second is not null).Select(one => new RecommendedTrackView(one.Second!, ReasonView.Of(one.First.Item.Reason), one.First.Item.Slot))];
    }
}
