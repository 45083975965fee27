using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Charts;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Charts;

public sealed class BuildChartsTests : IAsyncLifetime
{
    private static readonly DateOnly Today = ChartHarness.Today;
    private readonly ChartHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Charts_equal_the_counts_ranked_at_once_in_every_market_and_the_world_whatever_shards_they_lie_in()
    {
        var random = new Random(1);
        var truth = new Dictionary<(string Market, string Track), long>();
        foreach (var number in Enumerable.Range(0, 400))
        {
            var track = SpotifyId.Derive("track", $"{number}");
            var shards = number % 10 == 0 ? 4 : 1;
            await _harness.SpreadAsync(track, shards);
            foreach (var shard in Enumerable.Range(0, shards).Where(shard => shards == 1 || random.Next(4) > 0))
            {
                Dictionary<string, Dictionary<string, long>> counts = [];
                foreach (var market in (string[])["SE", "US", "DE", ""])
                {
                    counts[market] = new() { ["free"] = random.Next(20), ["premium"] = random.Next(20) };
                    foreach (var place in (string[])[market, ChartMarkets.Global])
                        truth[(place, track)] = truth.GetValueOrDefault((place, track)) + counts[market].Values.Sum();
                }

                await _harness.PlayAsync(Today, track, counts, shard);
            }
        }

        await _harness.BuildAsync();

        foreach (var market in (string[])["SE", "US", "DE", ChartMarkets.Global])
        {
            (await _harness.EntriesAsync($"?market={market}&date=2026-11-20")).Select(entry => (entry.Track, entry.Plays)).ShouldBe(
                truth.Where(one => one.Key.Market == market && one.Value > 0).Select(one => (one.Key.Track, one.Value))
                    .OrderByDescending(one => one.Value).ThenBy(one => one.Track, StringComparer.Ordinal).Take(50));
        }
    }

    [Fact]
    public async Task A_week_is_the_sum_of_its_seven_days_and_none_beside_them()
    {
        var week = Today.AddDays(-1);
        foreach (var day in Enumerable.Range(0, 10))
        {
            await _harness.PlayAsync(week.AddDays(1 - day), "steady", "SE", 10);
            if (day is 0 or 8)
                await _harness.PlayAsync(week.AddDays(1 - day), "outside", "SE", 1000);
        }

        await _harness.SpreadAsync("spread", 4);
        await _harness.PlayAsync(week.AddDays(-3), "spread", new() { ["SE"] = new() { ["free"] = 40 } }, shard: 3);
        await _harness.PlayAsync(week.AddDays(-6), "spread", new() { ["SE"] = new() { ["free"] = 31 } }, shard: 0);

        await _harness.BuildAsync();

        (await _harness.EntriesAsync("?date=2026-11-19", ChartPeriod.Weekly)).Select(entry => (entry.Track, entry.Plays)).ShouldBe([("spread", 71), ("steady", 70)]);
    }

    [Fact]
    public async Task A_rank_is_compared_with_the_day_before_and_a_week_with_the_week_before()
    {
        foreach (var (day, first, second) in ((int, string, string)[])[(-1, "a", "b"), (0, "b", "a")])
        {
            await _harness.PlayAsync(Today.AddDays(day), first, "SE", 9);
            await _harness.PlayAsync(Today.AddDays(day), second, "SE", 4);
        }

        await _harness.PlayAsync(Today.AddDays(-9), "b", "SE", 1);
        await _harness.BuildAsync(Today.AddDays(-8));
        await _harness.BuildAsync();

        (await _harness.EntriesAsync()).ShouldBe([new Entry(1, 2, 1, 2, "b", 9), new Entry(2, 1, 1, 2, "a", 4)]);
        (await _harness.EntriesAsync("", ChartPeriod.Weekly)).ShouldBe([new Entry(1, null, 1, 1, "a", 9), new Entry(2, 1, 1, 2, "b", 4)]);
    }

    [Fact]
    public async Task From_hour_to_hour_a_chart_follows_the_counts_until_it_is_final_two_days_after_its_date()
    {
        await _harness.PlayAsync(Today, "a", "SE", 1);
        await _harness.BuildAsync();
        await _harness.PlayAsync(Today, "b", "SE", 2);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await _harness.BuildAsync();
        (await _harness.EntriesAsync("?date=2026-11-20")).Select(entry => entry.Track).ShouldBe(["b", "a"]);

        // Late on the next day, and the first hour of the day after: late events are in.
        await _harness.PlayAsync(Today, "c", "SE", 3);
        _harness.Clock.Now = new DateTimeOffset(2026, 11, 22, 0, 10, 0, TimeSpan.Zero);
        await _harness.BuildAsync();
        var final = await _harness.GetAsync("?date=2026-11-20");
        final.Json.GetProperty("final").GetBoolean().ShouldBeTrue();
        final.Json.GetProperty("entries").GetArrayLength().ShouldBe(3);

        await _harness.PlayAsync(Today, "d", "SE", 4);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await _harness.BuildAsync();
        (await _harness.GetAsync("?date=2026-11-20")).Body.ShouldBe(final.Body);
    }

    [Fact]
    public async Task An_operator_s_rebuild_overrules_a_chart_that_is_final()
    {
        await _harness.PlayAsync(Today, "a", "SE", 1);
        _harness.Clock.Now = new DateTimeOffset(2026, 11, 23, 0, 10, 0, TimeSpan.Zero);
        await _harness.BuildAsync();
        await _harness.PlayAsync(Today, "b", "SE", 2);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        (await _harness.BuildAsync(Today)).ShouldBe(4, "daily and weekly, of Sweden and of the world");

        (await _harness.EntriesAsync("?date=2026-11-20")).Select(entry => entry.Track).ShouldBe(["b", "a"]);
        (await _harness.EntriesAsync("?date=2026-11-20", ChartPeriod.Weekly)).Select(entry => entry.Track).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task A_market_whose_plays_were_all_withdrawn_has_a_chart_with_nothing_on_it()
    {
        await _harness.PlayAsync(Today, "a", "SE", 1);
        await _harness.BuildAsync();
        await _harness.PlayAsync(Today, "a", "SE", 0);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await _harness.BuildAsync();
        (await _harness.EntriesAsync("?date=2026-11-20")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_was_held_up_never_writes_over_a_later_one()
    {
        var build = new ChartBuild(_harness.Documents, Microsoft.Extensions.Logging.Abstractions.NullLogger<ChartBuild>.Instance);
        await _harness.PlayAsync(Today, "a", "SE", 1);
        var chart = new ChartDate(ChartPeriod.Daily, Today);
        foreach (var (part, range) in (await _harness.Documents.GetScanRangesAsync(DocumentContainer.Aggregates, 4)).Index())
            await build.CountAsync(new ChartRangeInput("slow", chart, range.Token, part), CancellationToken.None);
        var slow = new ChartPublishInput("slow", chart, 4, _harness.Clock.Now, Overrules: false);

        await _harness.PlayAsync(Today, "b", "SE", 2);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await _harness.BuildAsync();
        (await build.PublishAsync(slow, CancellationToken.None)).ShouldBe(0);
        (await _harness.EntriesAsync()).Select(entry => entry.Track).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task Every_step_may_be_repeated()
    {
        var build = new ChartBuild(_harness.Documents, Microsoft.Extensions.Logging.Abstractions.NullLogger<ChartBuild>.Instance);
        await _harness.PlayAsync(Today, "a", "SE", 5);
        var chart = new ChartDate(ChartPeriod.Daily, Today);
        var publish = new ChartPublishInput("run", chart, 4, _harness.Clock.Now, Overrules: false);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            foreach (var (part, range) in (await _harness.Documents.GetScanRangesAsync(DocumentContainer.Aggregates, 4)).Index())
                await build.CountAsync(new ChartRangeInput("run", chart, range.Token, part), CancellationToken.None);
            await build.PublishAsync(publish, CancellationToken.None);
            (await _harness.EntriesAsync()).ShouldBe([new Entry(1, null, 1, 1, "a", 5)]);
        }
    }

    [Fact]
    public async Task After_a_standstill_the_charts_of_the_last_week_are_made_up_for()
    {
        await _harness.PlayAsync(Today.AddDays(-6), "a", "SE", 1);
        await _harness.PlayAsync(Today.AddDays(-5), "a", "SE", 1);
        await _harness.BuildAsync();
        (await _harness.EntriesAsync("?date=2026-11-15"))[0].OnChart.ShouldBe(2);
        (await _harness.EntriesAsync("?market=global")).ShouldBeEmpty("the world has a chart of every date that was built");
    }
}
