using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Closing;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>Months that the real ledger wrote, from events, closed by the real story.</summary>
public sealed class RealLedgerTests
{
    [Fact]
    public async Task Plays_that_come_before_and_after_a_close_are_paid_once_in_all_and_the_counters_agree()
    {
        await using var harness = new TelemetryHarness();
        var log = new ConcurrentQueue<(int Event, string Text)>();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new ClosingHarness.Logs(log)));
        services.AddSingleton<IDocumentStore>(harness.Store);
        services.AddSingleton<ILedgerFiles>(new MemoryFiles(new Lifetime()));
        services.AddSingleton<TimeProvider>(harness.Time);
        services.AddClosing(new ConfigurationBuilder().Build());
        await using var provider = services.BuildServiceProvider();
        var random = new Random(11);
        var listeners = Enumerable.Range(0, 4).Select(i =>
            new SimulatedListener($"user-{i}", random, harness.Tracks, new DateTimeOffset(2026, 10, 31, 23, 30, 0, TimeSpan.Zero), 40)).ToList();
        var bodies = listeners.SelectMany(listener => listener.Deliveries(TelemetryHarness.Now)).ToList();

        await harness.DeliverAsync(bodies.Take(bodies.Count / 2));
        var october = await CloseAsync("2026-10");
        await harness.DeliverAsync(bodies.Skip(bodies.Count / 2));
        harness.Time.Advance(new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero) - harness.Time.GetUtcNow());
        var november = await CloseAsync("2026-11");

        (october.Plays + november.Plays).ShouldBe(listeners.Sum(listener => listener.Counted.Count));
        october.Plays.ShouldBeGreaterThan(0);
        november.Adjustments.ShouldNotBe(0);
        (await CloseAsync("2026-10", "-audit")).ShouldBeEquivalentTo(october);
        log.Count(line => line.Event == 5305).ShouldBe(3);
        log.ShouldNotContain(line => line.Event == 5303 || line.Event == 5304);

        async Task<ClosedPeriod> CloseAsync(string period, string replay = "")
        {
            var result = await ClosePeriod.Run(new ClosingStory(provider, harness.Time, PeriodStatus.InstanceOf(period) + replay, new CloseInput(period)));
            result.Differences.ShouldBeEmpty();
            return (await provider.GetRequiredService<ClosedPeriods>().FindAsync(period, default)).ShouldNotBeNull();
        }
    }
}
