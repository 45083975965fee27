namespace Spotify.Core.Subscriptions;

/// <summary>The terms of all plans.</summary>
public static class PlanTerms
{
    /// <summary>How long a plan goes on when a payment fails or is late.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>How long a trial lasts where its beginning does not say.</summary>
    public static readonly TimeSpan Trial = TimeSpan.FromDays(30);

    /// <summary>The longest that a trial may last, whatever its beginning says.</summary>
    public static readonly TimeSpan LongestTrial = TimeSpan.FromDays(92);

    /// <summary>How long a student is verified where the verification does not say.</summary>
    public const int StudentMonths = 12;

    /// <summary>The farthest that any event may reach ahead, in years.</summary>
    public const int MostYearsAhead = 5;

    /// <summary>A time so many months later, on the month's last day where it has no such day.</summary>
    internal static DateTimeOffset MonthsAfter(DateTimeOffset time, int months) => time.Year < 9000 ? time.AddMonths(months) : time;

    /// <summary>What an event says, bounded by what it may reach.</summary>
    internal static DateTimeOffset Bounded(DateTimeOffset until, DateTimeOffset at) =>
        until < at ? at : at.Year < 9000 && until <= at.AddYears(MostYearsAhead) ? until : MonthsAfter(at, 12 * MostYearsAhead);
}
