using Shouldly;
using Spotify.TestSupport.Capacity;
using Spotify.TestSupport.Capacity.Spike;
using Xunit;

namespace Spotify.Infra.Tests.Capacity;

public class SpikeSimulationTests
{
    [Theory]
    [InlineData(1, .5, .5)]
    [InlineData(2, 1, 1 / 3.0)]
    [InlineData(2, 1.5, 9 / 14.0)]
    [InlineData(3, 2, 4 / 9.0)]
    public void Erlangs_formula_gives_what_textbooks_give(int servers, double offered, double waits)
    {
        ErlangC.WaitProbability(servers, offered).ShouldBe(waits, 1e-12);
        ErlangC.MeanWait(1, 1, .5).ShouldBe(.5, 1e-12);
    }

    [Theory]
    [InlineData(1, 600, .001)]
    [InlineData(4, 3_200, .001)]
    [InlineData(8, 900, .008)]
    public void Without_a_release_it_waits_as_long_as_queueing_theory_says(int servers, double arrivals, double service)
    {
        var result = new SpikeSimulation(SpikeScenario.Queue(servers, arrivals, service) with { Duration = 400 }).Run();

        result.MeanWait.ShouldBe(ErlangC.MeanWait(servers, arrivals, service), ErlangC.MeanWait(servers, arrivals, service) * .06);
        result.MeanTime.ShouldBe(result.MeanWait + service, service * .02);
        // Little: as many are under way as come in the time that one takes.
        result.MeanUnderWay.ShouldBe(result[SpikeKind.Play].Asked / 400.0 * result.MeanTime, .02 * result.MeanUnderWay);
    }

    [Fact]
    public void As_many_servers_are_planned_as_keep_the_wait_and_one_fewer_does_not()
    {
        var servers = ErlangC.ServersFor(3_000, .001, .99, .002);
        ErlangC.WaitQuantile(servers, 3_000, .001, .99).ShouldBeLessThanOrEqualTo(.002);
        ErlangC.WaitQuantile(servers - 1, 3_000, .001, .99).ShouldBeGreaterThan(.002);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures_and_another_others()
    {
        var scenario = Small with { StoreFailsFrom = 60, StoreFailsUntil = 90 };
        var first = new SpikeSimulation(scenario).Run();
        var again = new SpikeSimulation(scenario).Run();

        again.Kinds.ShouldBe(first.Kinds);
        again.Spans.ShouldBe(first.Spans);
        new SpikeSimulation(scenario with { Seed = 1 }).Run().Kinds.ShouldNotBe(first.Kinds);
    }

    [Fact]
    public void Under_a_spike_recommendations_go_first_then_searches_then_the_rest_and_playback_never()
    {
        var result = new SpikeSimulation(Small with { MostInstances = 1, SpikeRate = 800 }).Run();

        double Shed(SpikeKind kind) => (double)result[kind].Shed / result[kind].Asked;
        Shed(SpikeKind.Play).ShouldBe(0);
        Shed(SpikeKind.Other).ShouldBeGreaterThan(0);
        Shed(SpikeKind.Search).ShouldBeGreaterThan(Shed(SpikeKind.Other));
        Shed(SpikeKind.Recommendations).ShouldBeGreaterThan(Shed(SpikeKind.Search));
    }

    [Fact]
    public void What_scaling_is_late_for_a_schedule_has_ready()
    {
        var late = new SpikeSimulation(Small with { ScaleDelay = 60 }).Run();
        var soon = new SpikeSimulation(Small with { ScaleDelay = 10 }).Run();
        var ready = new SpikeSimulation(Small with { ScaleDelay = 60, PreparedInstances = 6, PreparedFrom = 0 }).Run();

        late[SpikeKind.Play].P99.ShouldBeGreaterThan(soon[SpikeKind.Play].P99);
        soon[SpikeKind.Play].P99.ShouldBeGreaterThan(ready[SpikeKind.Play].P99);
        ready.Kinds.Sum(kind => kind.Shed).ShouldBe(0);
        ready[SpikeKind.Play].P99.ShouldBeLessThan(.03);
    }

    [Fact]
    public void A_store_that_fails_as_the_embargo_ends_stops_a_cold_release_and_not_a_warmed_one()
    {
        var scenario = Small with { PreparedInstances = 6, StoreFailsFrom = 59, StoreFailsUntil = 120, CacheHits = 1 };
        var cold = new SpikeSimulation(scenario).Run();
        var warm = new SpikeSimulation(scenario with { IsWarmed = true }).Run();

        cold[SpikeKind.Play].Success.ShouldBeLessThan(.9);
        warm[SpikeKind.Play].Success.ShouldBe(1);
        warm.StoreReads.ShouldBe(0);
    }

    [Fact]
    public void While_the_store_fails_the_breaker_keeps_nearly_all_from_waiting_for_it()
    {
        var scenario = Small with { CacheHits = .8, StoreFailsFrom = 40, StoreFailsUntil = 140, SpikeRate = 0 };
        var guarded = new SpikeSimulation(scenario).Run();
        var open = new SpikeSimulation(scenario with { BreakerFailures = int.MaxValue }).Run();

        guarded.StoreReads.ShouldBeLessThan(open.StoreReads / 2);
        // Recovery needs nobody: after the pause it is asked again.
        guarded.Spans.Where(span => span.At >= 180).Sum(span => span.Failed).ShouldBe(0);
        guarded.Spans.Where(span => span.At is >= 50 and < 130).Sum(span => span.Failed).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_spike_rises_to_its_height_and_falls()
    {
        SpikeSimulation.SpikeRateAt(Small, 59.9).ShouldBe(0);
        SpikeSimulation.SpikeRateAt(Small, Small.ReleasedAt + Small.RampUp).ShouldBe(Small.SpikeRate, 1e-9);
        SpikeSimulation.SpikeRateAt(Small, Small.ReleasedAt + Small.RampUp + Small.FallsIn).ShouldBe(Small.SpikeRate / Math.E, 1e-9);
    }

    [Fact]
    public void A_mix_that_is_none_is_refused() => Should.Throw<ArgumentException>(() => new SpikeSimulation(Small with { Mix = [.5, .5, .5, .5] }));

    private static SpikeScenario Small => new()
    {
        Duration = 240,
        ReleasedAt = 60,
        BaseRate = 300,
        SpikeRate = 1_500,
        RampUp = 10,
        FallsIn = 120,
        Cores = 1,
        Instances = 1,
        MostInstances = 8,
        ShedCapacity = 60,
    };
}
