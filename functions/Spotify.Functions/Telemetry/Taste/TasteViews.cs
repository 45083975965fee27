using Spotify.Functions.Catalog;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>A page of what was played last, as the Spotify Web API writes it, newest first.</summary>
/// <param name="Items">The plays.</param>
/// <param name="Next">The address of the next page; null on the last.</param>
/// <param name="Cursors">Where the page begins and ends; null where it is empty.</param>
/// <param name="Limit">How many were asked for.</param>
/// <param name="Total">How many are on the page: nobody counts a history for it.</param>
/// <param name="Href">The page's own address.</param>
internal sealed record RecentlyPlayedView(IReadOnlyList<PlayHistoryView> Items, string? Next, CursorsView? Cursors, int Limit, int Total, string Href);

/// <summary>Where a page begins and ends: milliseconds since 1970.</summary>
/// <param name="After">The newest item: what came after it is newer than this page.</param>
/// <param name="Before">The oldest item.</param>
internal sealed record CursorsView(string After, string Before);

/// <summary>A play that was heard.</summary>
internal sealed record PlayHistoryView(TrackView Track, string PlayedAt, ContextView? Context);

/// <summary>What a play was played from.</summary>
internal sealed record ContextView(string Type, string Href, IReadOnlyDictionary<string, string> ExternalUrls, string Uri);

/// <summary>A page of a ranking, as the Spotify Web API writes it.</summary>
internal sealed record RankingView<T>(string Href, IReadOnlyList<T> Items, int Limit, string? Next, int Offset, string? Previous, int Total)
{
    /// <summary>The page that a query asks for.</summary>
    public static RankingView<T> Of(IReadOnlyList<T> items, TopQuery query, string address, int total)
    {
        string LinkTo(int offset) => $"{address}?time_range={query.TimeRange}&limit={query.Limit}&offset={offset}";
        return new RankingView<T>(
            LinkTo(query.Offset),
            items,
            query.Limit,
            query.Offset + query.Limit < total ? LinkTo(query.Offset + query.Limit) : null,
            query.Offset,
            query.Offset > 0 ? LinkTo(Math.Max(0, query.Offset - query.Limit)) : null,
            total);
    }
}
