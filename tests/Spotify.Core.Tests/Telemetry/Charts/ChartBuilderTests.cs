using Shouldly;
using Spotify.Core.Telemetry.Charts;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Charts;

public sealed class ChartBuilderTests
{
    [Fact]
    public void A_first_chart_has_no_ranks_before()
    {
        var chart = Next(null, "a", "b");
        chart.Entries.ShouldBe([new ChartEntry(1, null, 1, 1, "a", 2), new ChartEntry(2, null, 2, 1, "b", 1)]);
        chart.Away.ShouldBeEmpty();
    }

    [Fact]
    public void A_track_that_stays_keeps_its_peak_and_counts_its_charts()
    {
        var chart = Next(Next(Next(null, "a", "b"), "b", "a"), "a", "c", "b");
        chart.Entries.ShouldBe(
        [
            new ChartEntry(1, 2, 1, 3, "a", 3),
            new ChartEntry(2, null, 2, 1, "c", 2),
            new ChartEntry(3, 1, 1, 3, "b", 1),
        ]);
    }

    [Fact]
    public void A_track_that_comes_back_has_its_peak_and_its_charts_still_but_no_rank_before()
    {
        var chart = Next(Next(Next(Next(null, "a", "b"), "b"), "b"), "b", "a");
        chart.Entries[1].ShouldBe(new ChartEntry(2, null, 1, 2, "a", 1));
        chart.Away.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ChartBuilder.Remembered, 2)]
    [InlineData(ChartBuilder.Remembered + 1, 1)]
    public void A_track_that_stays_away_too_long_is_forgotten(int charts, int onChart)
    {
        var chart = Next(null, "a");
        for (var away = 0; away < charts; away++)
            chart = Next(chart, "b");
        chart.Away.Count.ShouldBe(onChart - 1);
        Next(chart, "a").Entries[0].OnChart.ShouldBe(onChart);
    }

    [Fact]
    public void A_rebuild_of_the_same_counts_gives_the_same_chart()
    {
        var before = Next(Next(null, "a", "b", "c"), "b", "d");
        var (one, other) = (Next(before, "c", "a"), Next(before, "c", "a"));
        one.Entries.ShouldBe(other.Entries);
        one.Away.ShouldBe(other.Away);
    }

    private static Chart Next(Chart? before, params string[] ranking) =>
        ChartBuilder.Build([.. ranking.Select((track, place) => new ChartCount(track, ranking.Length - place))], before);
}
