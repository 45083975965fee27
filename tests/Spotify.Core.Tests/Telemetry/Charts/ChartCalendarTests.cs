using Shouldly;
using Spotify.Core.Telemetry.Charts;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Charts;

public sealed class ChartCalendarTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 10, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Fact]
    public void From_hour_to_hour_the_days_that_are_not_final_are_due_the_oldest_first() =>
        ChartCalendar.Due(Now, chart => chart.Date == Today ? null : chart.Date < Today.AddDays(-1)).Select(chart => chart.ToString())
            .ShouldBe(["daily:2026-11-19", "daily:2026-11-20"]);

    [Fact]
    public void A_day_that_has_become_final_is_due_once_more_and_its_week_too() =>
        ChartCalendar.Due(Now, chart => chart.Date < Today.AddDays(-2)).Select(chart => chart.ToString())
            .ShouldBe(["daily:2026-11-18", "weekly:2026-11-18", "daily:2026-11-19", "daily:2026-11-20"]);

    [Fact]
    public void A_week_is_due_when_its_last_day_is_over() =>
        ChartCalendar.Due(Now, chart => chart.Period == ChartPeriod.Weekly && chart.Date >= Today.AddDays(-1) ? null : true).Select(chart => chart.ToString())
            .ShouldBe(["weekly:2026-11-19"]);

    [Fact]
    public void After_a_standstill_a_week_is_made_up_for_and_no_more()
    {
        var due = ChartCalendar.Due(Now, _ => null);
        due[0].ShouldBe(new ChartDate(ChartPeriod.Daily, Today.AddDays(-ChartCalendar.CatchUpDays)));
        due.Count.ShouldBe((2 * ChartCalendar.CatchUpDays) + 1);
    }

    [Fact]
    public void A_chart_is_final_two_days_after_its_date()
    {
        ChartCalendar.IsFinal(Today.AddDays(-2), Now).ShouldBeTrue();
        ChartCalendar.IsFinal(Today.AddDays(-1), Now).ShouldBeFalse();
        ChartCalendar.IsFinal(Today, new DateTimeOffset(2026, 11, 21, 23, 59, 59, TimeSpan.Zero)).ShouldBeFalse();
        ChartCalendar.IsFinal(Today, new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero)).ShouldBeTrue();
    }

    [Fact]
    public void A_week_has_seven_days_and_the_one_before_it_ends_the_day_before_it_begins()
    {
        ChartCalendar.FirstDay(ChartPeriod.Weekly, Today).ShouldBe(new DateOnly(2026, 11, 14));
        ChartCalendar.Previous(ChartPeriod.Weekly, Today).ShouldBe(new DateOnly(2026, 11, 13));
        ChartCalendar.Previous(ChartPeriod.Daily, Today).ShouldBe(new DateOnly(2026, 11, 19));
    }
}
