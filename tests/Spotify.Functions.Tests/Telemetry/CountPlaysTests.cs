using System.Text;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

public sealed class CountPlaysTests
{
    [Fact]
    public async Task A_play_is_written_with_what_money_needs_and_counted_once_however_often_it_arrives()
    {
        await using var harness = new TelemetryHarness();
        var bodies = Play("alice", harness.Tracks[0], "s1").ToList();
        await harness.DeliverAsync(bodies);
        await harness.DeliverAsync(bodies.Concat(bodies));
        harness.Restart();
        await harness.DeliverAsync(bodies);

        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
        var play = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        play.Counted.ShouldBeTrue();
        play.ShouldSatisfyAllConditions(
            () => play.Isrc.ShouldBe("SEABC2600001"),
            () => play.Label.ShouldBe("label-a"),
            () => play.Market.ShouldBe("SE"),
            () => play.Tier.ShouldBe(Core.Playback.Tier.Premium),
            // Its end is not known.
            () => play.ListenedMs.ShouldBe(30_000),
            () => play.StartedAt.ShouldBe(TelemetryHarness.Now.AddMinutes(-5)));
    }

    [Fact]
    public async Task The_ledger_has_all_that_was_heard_once_the_play_has_ended_and_the_counter_is_left_alone()
    {
        await using var harness = new TelemetryHarness();
        var start = TelemetryHarness.Now.AddMinutes(-10);
        await harness.DeliverAsync(SimulatedListener.Pack("alice", Report("1", "start", 0), TelemetryHarness.Now).Concat(SimulatedListener.Pack("alice", Report("2", "progress", 31), TelemetryHarness.Now)));
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().ListenedMs.ShouldBe(30_000);
        var counter = await harness.Store.ReadAsync<TrackAggregate>(DocumentContainer.Aggregates, CounterShards.ScopeOf(harness.Tracks[0], 0), TrackAggregate.CounterId);

        await harness.DeliverAsync(SimulatedListener.Pack("alice", Report("3", "progress", 60), TelemetryHarness.Now));
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Revision.ShouldBe(1);
        await harness.DeliverAsync(SimulatedListener.Pack("alice", Report("4", "skip", 90), TelemetryHarness.Now));
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().ListenedMs.ShouldBe(90_000);
        var after = await harness.Store.ReadAsync<TrackAggregate>(DocumentContainer.Aggregates, CounterShards.ScopeOf(harness.Tracks[0], 0), TrackAggregate.CounterId);
        after!.ETag.ShouldBe(counter!.ETag);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);

        byte[] Report(string id, string type, int second) => Encoding.UTF8.GetBytes($$"""
            {"device":{"id":"d1","type":"phone"},"events":[
              {"id":"{{id}}","type":"{{type}}","session":"s1","track":"{{harness.Tracks[0]}}","position_ms":{{second * 1000}},"at":"{{start.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}}"}]}
            """);
    }

    [Fact]
    public async Task A_play_under_thirty_seconds_is_not_in_the_ledger()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Play("alice", harness.Tracks[0], "s1", seconds: 29));
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(0);
        (await harness.LedgerAsync("alice")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_play_belongs_to_the_month_of_its_start()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Play("alice", harness.Tracks[0], "s1", from: new DateTimeOffset(2026, 10, 31, 23, 59, 50, TimeSpan.Zero)));
        (await harness.LedgerAsync("alice")).ShouldBeEmpty();
        (await harness.LedgerAsync("alice", "2026-10")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_track_is_ignored_and_holds_up_nobody()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Play("alice", SpotifyId.Derive("track", "nobody's"), "s1").Concat(Play("alice", harness.Tracks[1], "s2")));
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Track.ShouldBe(harness.Tracks[1]);
        (await harness.PoisonCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_read_is_parked_once_and_the_rest_of_the_batch_goes_on()
    {
        await using var harness = new TelemetryHarness();
        var poison = Encoding.UTF8.GetBytes("{\"not\":\"ours\"}");
        await harness.DeliverAsync([poison, .. Play("alice", harness.Tracks[0], "s1")]);
        await harness.DeliverAsync(poison);
        (await harness.PoisonCountAsync()).ShouldBe(1);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_whom_no_store_can_hold_is_parked_and_the_rest_of_the_batch_goes_on()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Play("a\u0001b", harness.Tracks[0], "s1").Concat(Play("alice", harness.Tracks[0], "s1")));
        (await harness.PoisonCountAsync()).ShouldBe(1);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
    }

    [Fact]
    public async Task Many_plays_of_one_track_and_one_listener_are_all_counted()
    {
        await using var harness = new TelemetryHarness();
        var bodies = Enumerable.Range(0, 450).SelectMany(i => Play("alice", harness.Tracks[0], $"s{i % 230}", from: TelemetryHarness.Now.AddMinutes(-900 + i)));
        await harness.DeliverAsync(bodies);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(450);
        (await harness.LedgerAsync("alice")).Count.ShouldBe(450);
    }

    [Fact]
    public async Task A_consumer_killed_after_any_write_leaves_what_the_next_one_finishes()
    {
        // Kills after the first batch, the second, ... until a run needs no more than that; each from the beginning.
        for (var after = 0; ; after++)
        {
            await using var harness = new TelemetryHarness();
            var listener = new SimulatedListener("alice", new Random(7), harness.Tracks, TelemetryHarness.Now.AddHours(-3), 12);
            var bodies = listener.Deliveries(TelemetryHarness.Now);
            harness.Store.CrashAfter = after;
            var killed = false;
            for (var next = 0; next < bodies.Count;)
            {
                try
                {
                    await harness.DeliverAsync(bodies.Skip(next).Take(killed ? 5 : 3));
                    next += killed ? 5 : 3;
                }
                catch (OperationCanceledException)
                {
                    killed = true;
                    harness.Restart();
                }
            }

            await harness.ShouldEqualTruthAsync([listener]);
            if (!killed)
                return;
            after.ShouldBeLessThan(1000);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Counts_equal_the_truth_under_crashes_repeats_and_other_cuts_into_batches(int seed)
    {
        await using var harness = new TelemetryHarness();
        var random = new Random(seed);
        // October's end is within the time, so that plays lie in two months.
        var listeners = Enumerable.Range(0, TestScale.Of(6, 60))
            .Select(i => new SimulatedListener($"user-{i}", random, harness.Tracks, new DateTimeOffset(2026, 10, 31, 23, 30, 0, TimeSpan.Zero), 40)).ToList();
        var log = listeners.SelectMany(listener => listener.Deliveries(TelemetryHarness.Now)).ToArray();
        random.Shuffle(log);
        var crashes = 0;
        for (var checkpoint = 0; checkpoint < log.Length;)
        {
            var size = Math.Min(random.Next(1, 8), log.Length - checkpoint);
            harness.Store.CrashAfter = crashes < 60 && random.Next(2) == 0 ? random.Next(0, 12) : int.MaxValue;
            try
            {
                await harness.DeliverAsync(log.Skip(checkpoint).Take(size));
                checkpoint += size;
            }
            catch (OperationCanceledException)
            {
                crashes++;
                checkpoint = Math.Max(0, checkpoint - random.Next(0, 10));
                harness.Restart();
            }
        }

        crashes.ShouldBeGreaterThan(5);
        await harness.ShouldEqualTruthAsync(listeners);
    }

    [Fact]
    public async Task Consumers_that_run_at_the_same_time_on_the_same_events_count_once()
    {
        await using var harness = new TelemetryHarness();
        var random = new Random(11);
        var listeners = Enumerable.Range(0, 5)
            .Select(i => new SimulatedListener($"user-{i}", random, harness.Tracks, TelemetryHarness.Now.AddHours(-4), 20)).ToList();
        var log = listeners.SelectMany(listener => listener.Deliveries(TelemetryHarness.Now)).ToArray();
        // A rebalanced partition has two owners for a while.
        harness.Store.BeforeWrite = async () => await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(owner => Task.Run(async () =>
        {
            var consumer = harness.NewConsumer();
            foreach (var batch in log.Chunk(5 + owner))
                await consumer.Run([.. batch.Select(body => new Azure.Messaging.EventHubs.EventData(new BinaryData(body)))], CancellationToken.None);
        })));
        await harness.ShouldEqualTruthAsync(listeners);
    }

    private static IEnumerable<byte[]> Play(string user, string track, string session, int seconds = 31, DateTimeOffset? from = null)
    {
        var start = from ?? TelemetryHarness.Now.AddMinutes(-5);
        var key = $"{session}-{start.ToUnixTimeMilliseconds()}";
        var body = $$"""
            {"device":{"id":"d1","type":"phone"},"events":[
              {"id":"{{key}}-1","type":"start","session":"{{session}}","track":"{{track}}","position_ms":0,"at":"{{start:yyyy-MM-ddTHH:mm:ssZ}}"},
              {"id":"{{key}}-2","type":"progress","session":"{{session}}","track":"{{track}}","position_ms":{{seconds * 1000}},"at":"{{start.AddSeconds(seconds):yyyy-MM-ddTHH:mm:ssZ}}"}]}
            """;
        return SimulatedListener.Pack(user, Encoding.UTF8.GetBytes(body), TelemetryHarness.Now);
    }
}
