using Shouldly;
using Spotify.Core.Telemetry.Live;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Live;

public sealed class TrendingScoreTests
{
    private static readonly Func<UInt128, double> NothingBefore = _ => 0;

    [Fact]
    public void A_listener_counts_once_with_the_weight_of_the_newest_window()
    {
        // Listeners 0 to 9 in every window, ten more in the oldest alone.
        var windows = Windows(_ => Enumerable.Range(0, 10));
        Add(windows[5], 1, Enumerable.Range(10, 10));
        var score = TrendingScore.Rank(windows, NothingBefore, 1).ShouldHaveSingleItem();
        score.Listeners.ShouldBe(20);
        score.Recent.ShouldBe(10 + (10 * Math.Pow(2, -2.5)), 1e-9);
    }

    [Fact]
    public void Newer_listening_weighs_more()
    {
        var windows = Windows(_ => []);
        Add(windows[0], 1, Enumerable.Range(0, 50));
        Add(windows[4], 2, Enumerable.Range(0, 60));
        TrendingScore.Rank(windows, NothingBefore, 1).Select(one => (int)one.Track).ShouldBe([1, 2]);
    }

    [Fact]
    public void What_grows_is_above_what_is_as_large_as_ever_and_growth_has_a_bound()
    {
        var windows = Windows(_ => []);
        Add(windows[0], 1, Enumerable.Range(0, 300));
        Add(windows[0], 2, Enumerable.Range(0, 200));
        var ranked = TrendingScore.Rank(windows, track => track == 1 ? 300 : 10, 1);
        ranked.Select(one => (int)one.Track).ShouldBe([2, 1]);
        ranked[1].Growth.ShouldBe(1, 1e-9);
        Add(windows[0], 3, Enumerable.Range(0, 100_000));
        TrendingScore.Rank(windows, NothingBefore, 1).Single(one => one.Track == 3).Growth.ShouldBe(TrendingScore.MaxGrowth);
    }

    [Fact]
    public void A_few_accounts_that_play_a_track_all_the_time_are_below_the_floor()
    {
        var windows = Windows(_ => []);
        foreach (var window in windows)
        {
            for (var play = 0; play < 1_000; play++)
                window.Add(1, LiveMeasure.Plays, LiveHash.OfListener($"play {play}"));
            Add(window, 1, Enumerable.Range(0, 9));
        }

        Add(windows[3], 2, Enumerable.Range(0, 10));
        TrendingScore.Rank(windows, NothingBefore, 10).ShouldHaveSingleItem().Track.ShouldBe((UInt128)2);
    }

    [Fact]
    public void Equal_tracks_have_one_order()
    {
        var windows = Windows(_ => []);
        foreach (var track in (int[])[3, 1, 2])
            Add(windows[0], track, Enumerable.Range(0, 10));
        TrendingScore.Rank(windows, NothingBefore, 1).Select(one => (int)one.Track).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(10, 0, 0, 0, 0.2775)]
    [InlineData(10, 10, 1, 0.7225, 1)]
    [InlineData(100, 20, 0.2, 0.1334, 0.2888)]
    [InlineData(5, 9, 1, 0.5655, 1)]
    public void The_interval_of_a_skip_rate_is_wilsons(long plays, long skips, double rate, double low, double high)
    {
        var found = SkipRate.Of(plays, skips);
        (found.Rate, Math.Round(found.Low, 4), Math.Round(found.High, 4)).ShouldBe((rate, low, high));
        found.Skips.ShouldBeLessThanOrEqualTo(found.Plays);
    }

    private static List<SketchSet> Windows(Func<int, IEnumerable<int>> listeners) => [.. Enumerable.Range(0, TrendingScore.Windows).Select(age =>
    {
        var window = new SketchSet();
        Add(window, 1, listeners(age));
        return window;
    })];

    private static void Add(SketchSet window, int track, IEnumerable<int> listeners)
    {
        foreach (var listener in listeners)
            window.Add((UInt128)track, LiveMeasure.Listeners, LiveHash.OfListener($"{listener}"));
    }
}
