using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Telemetry.Closing;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Closing;

public sealed class CounterCheckTests
{
    private const int Differs = 5304;
    private const int Equal = 5305;

    [Fact]
    public async Task Counters_that_equal_the_ledger_are_said_to()
    {
        var plays = LedgerSample.Plays(1, 100);
        await using var harness = await ClosingHarness.OfAsync(plays);
        await LedgerSample.StoreCountersAsync(harness.Store, plays);
        await harness.CloseAsync();
        harness.Log.ShouldContain(line => line.Event == Equal);
        harness.Log.ShouldNotContain(line => line.Event == Differs);
    }

    [Fact]
    public async Task A_counter_that_lost_a_play_is_told_with_both_numbers_and_not_mended()
    {
        var plays = LedgerSample.Plays(1, 100);
        var lost = plays.First(one => one.Play is { AdjustmentOf: null, Delta: 1, Market: "SE" });
        await using var harness = await ClosingHarness.OfAsync(plays);
        await LedgerSample.StoreCountersAsync(harness.Store, plays.Where(one => one != lost));
        await harness.CloseAsync();
        var product = LedgerPlays.ProductOf(lost.Play.Tier);
        var expected = plays.Where(one => one.Play.AdjustmentOf is null && one.Play.Market == "SE" && one.Play.Tier == lost.Play.Tier).Sum(one => one.Play.Delta);
        harness.Log.Single(line => line.Event == Differs).Text.ShouldBe(
            $"Period 2026-11, SE/{product}: the daily counters say {expected - 1} plays, the ledger {expected}, 0 of them as adjustments in later periods");
        harness.Log.ShouldNotContain(line => line.Event == Equal);
        (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default))!.Plays.ShouldBe(plays.Sum(one => one.Play.Delta));
    }

    [Fact]
    public async Task Late_plays_that_the_next_month_pays_belong_to_the_days_that_they_were_heard_on()
    {
        var plays = LedgerSample.Plays(1, 100);
        var late = LedgerSample.Plays(2, 30).Where(one => one.Play.AdjustmentOf is null)
            .Select(one => one with { Play = one.Play with { Period = "2026-12", AdjustmentOf = "2026-11" } }).ToList();
        await using var harness = await ClosingHarness.OfAsync(plays.Concat(late));
        await LedgerSample.StoreCountersAsync(harness.Store, plays.Where(one => one.Play.AdjustmentOf is null).Concat(late));
        await harness.CloseAsync();
        harness.Log.ShouldContain(line => line.Event == Equal);
        harness.Log.ShouldNotContain(line => line.Event == Differs);
    }

    [Fact]
    public async Task Plays_that_come_in_while_the_counters_are_read_may_be_in_them_or_not()
    {
        await using var harness = new ClosingHarness();
        var check = harness.Get<CounterCheck>();
        check.Compare(Counted(ledger: 10, counters: 11, before: 0, after: 1)).ShouldBeEmpty();
        check.Compare(Counted(ledger: 10, counters: 10, before: 0, after: 1)).ShouldBeEmpty();
        check.Compare(Counted(ledger: 10, counters: 10, before: 1, after: 1)).ShouldBe(["SE/free"]);
        check.Compare(Counted(ledger: 10, counters: 14, before: 0, after: 1)).ShouldBe(["SE/free"]);
    }

    [Fact]
    public async Task Months_whose_counters_have_expired_are_left_alone()
    {
        await using var harness = new ClosingHarness();
        var later = new FakeTimeProvider("2029-02-01T00:00:00Z");
        new CounterCheck(harness.Store, later, harness.Get<ClosingMetrics>(), NullLogger<CounterCheck>.Instance).Compare(Counted(ledger: 10, counters: 0, before: 0, after: 0)).ShouldBeEmpty();
    }

    private static CompareInput Counted(long ledger, long counters, long before, long after)
    {
        return new CompareInput("2026-11", Of(ledger), new CountedPlays(Of(counters), 1), new CountedPlays(Of(before), before), new CountedPlays(Of(after), after));

        static Dictionary<string, long> Of(long count) => new() { ["SE/free"] = count };
    }
}
