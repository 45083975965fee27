using System.Globalization;

namespace Spotify.Core.Telemetry.Charts;

/// <summary>Which days a chart covers, when it is due and when it is final. All days are UTC.</summary>
public static class ChartCalendar
{
    /// <summary>How far back charts that are missing are made up for: after a longer standstill operators ask for the dates that they want.</summary>
    public const int CatchUpDays = 7;

    /// <summary>A chart is final two days after its date begins: real-time consumers take events up to 24 h late.</summary>
    public const int FinalAfterDays = 2;

    /// <summary>For how many days charts, and the counts under them, are kept.</summary>
    public const int KeptDays = 800;

    /// <summary>The first day that a chart covers; the last is its date.</summary>
    public static DateOnly FirstDay(ChartPeriod period, DateOnly date) => period == ChartPeriod.Weekly ? date.AddDays(-6) : date;

    /// <summary>The date of the chart before: a day, or a week.</summary>
    public static DateOnly Previous(ChartPeriod period, DateOnly date) => date.AddDays(period == ChartPeriod.Weekly ? -7 : -1);

    /// <summary>Whether nothing but an operator changes a chart any more that is built now.</summary>
    public static bool IsFinal(DateOnly date, DateTimeOffset now) => Day(now) >= date.AddDays(FinalAfterDays);

    /// <summary>The UTC day of a time.</summary>
    public static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>
    /// The charts to build, the oldest first, since each stands on the one before: daily ones until they are final, every time; weekly ones once when their last day is over, and
    /// once when they are final.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="state">What there is of a chart: null where nothing, else whether it is final.</param>
    public static IReadOnlyList<ChartDate> Due(DateTimeOffset now, Func<ChartDate, bool?> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var today = Day(now);
        return
        [
            .. from days in Enumerable.Range(0, CatchUpDays + 1)
               let date = today.AddDays(days - CatchUpDays)
               from period in (ChartPeriod[])[ChartPeriod.Daily, ChartPeriod.Weekly]
               let chart = new ChartDate(period, date)
               where IsDue(chart, state(chart), now)
               select chart,
        ];
    }

    private static bool IsDue(ChartDate chart, bool? isFinal, DateTimeOffset now) => chart.Period == ChartPeriod.Daily
        ? isFinal != true
        : isFinal is null ? chart.Date < Day(now) : isFinal == false && IsFinal(chart.Date, now);
}

/// <summary>Which chart, in every market.</summary>
/// <param name="Period">How much time it covers.</param>
/// <param name="Date">Its last day.</param>
public readonly record struct ChartDate(ChartPeriod Period, DateOnly Date)
{
    /// <summary>What the ids of a period's charts begin with.</summary>
    public static string PrefixOf(ChartPeriod period) => period == ChartPeriod.Weekly ? "weekly:" : "daily:";

    /// <summary>As it is called in ids: <c>daily:2026-11-20</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(Period)}{Date:yyyy-MM-dd}");
}
