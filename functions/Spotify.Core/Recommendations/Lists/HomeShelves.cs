namespace Spotify.Core.Recommendations.Lists;

/// <summary>Orders the shelves of the home page by what a listener is likely to want at this time of day, on this device.</summary>
public static class HomeShelves
{
    /// <summary>The most shelves of a page.</summary>
    public const int Most = 12;

    /// <summary>Puts shelves into order: those without a track are left out; equal ones keep theirs.</summary>
    /// <param name="lists">The lists that there are.</param>
    /// <param name="context">When and on what he listens.</param>
    public static IReadOnlyList<MadeList> Order(IEnumerable<MadeList> lists, ListeningContext context) => Order(lists, list => list.Kind, list => list.Items.Count, context);

    /// <summary>The same for shelves in any form.</summary>
    /// <param name="lists">The shelves that there are.</param>
    /// <param name="kindOf">Which product a shelf shows.</param>
    /// <param name="countOf">How many tracks are on it.</param>
    /// <param name="context">When and on what he listens.</param>
    public static IReadOnlyList<T> Order<T>(IEnumerable<T> lists, Func<T, ListKind> kindOf, Func<T, int> countOf, ListeningContext context)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(context);
        return [.. lists.Where(list => countOf(list) > 0).OrderByDescending(list => Worth(kindOf(list), context)).Take(Most)];
    }

    /// <summary>
    /// What a kind of shelf is worth, a judgement of ours until exposure has taught better: what is familiar by morning and in the car, what is new on Mondays and Fridays and in the evening.
    /// </summary>
    private static double Worth(ListKind kind, ListeningContext context) => kind switch
    {
        ListKind.Welcome => 10,
        ListKind.DiscoverWeekly => 5 + (context.Day == DayOfWeek.Monday ? 3 : 0) + (IsEvening(context) ? 1 : 0) - (context.IsDriving ? 2 : 0),
        ListKind.ReleaseRadar => 4.5 + (context.Day == DayOfWeek.Friday ? 3 : 0) + (IsEvening(context) ? 1 : 0) - (context.IsDriving ? 2 : 0),
        ListKind.DailyMix => 5.5 + (context.Hour is >= 5 and < 11 ? 2 : 0) + (context.IsDriving ? 2 : 0),
        ListKind.TopSongs => 4 + (context.Hour is >= 5 and < 11 ? 1 : 0) + (context.IsDriving ? 1 : 0),
        ListKind.BecauseYouPlayed => 4,
        ListKind.Rewind => 3 + (context.Day is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0),
        ListKind.Editorial => 3.5,
        ListKind.Popular => 2,
        _ => 1,
    };

    private static bool IsEvening(ListeningContext context) => context.Hour is >= 18 or < 2;
}

/// <summary>When and on what somebody listens.</summary>
/// <param name="Day">The day of the week where he is.</param>
/// <param name="Hour">The hour there, 0 to 23.</param>
/// <param name="IsDriving">Whether the device is a car.</param>
public sealed record ListeningContext(DayOfWeek Day, int Hour, bool IsDriving = false);
