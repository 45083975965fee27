using System.Text;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.TestSupport;
using Spotify.TestSupport.Simulation;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Taste;

public sealed class LearnTasteTests
{
    // Three weeks by the calendar; young enough for no batch to be too old in the end.
    private static readonly SimulationOptions Fortnight = new()
    {
        From = TasteHarness.Now.AddDays(-13),
        Until = TasteHarness.Now,
        Listeners = 1,
        PlaysEach = 12,
        Tracks = 30,
    };

    [Fact]
    public async Task A_play_is_in_the_history_with_what_is_known_of_it()
    {
        await using var harness = new TasteHarness();
        var start = TasteHarness.Now.AddMinutes(-5);
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[1], start, 40, context: "spotify:album:4aawyAB9vmqN3uQ7FjRGTy", end: "skip"));
        (await harness.HistoryAsync("alice")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            play => play.Track.ToString().ShouldBe(harness.Tracks[1]),
            play => play.StartMs.ShouldBe(start.ToUnixTimeMilliseconds()),
            play => play.ListenedMs.ShouldBe(40_000),
            play => play.DurationMs.ShouldBe(TasteHarness.DurationMs),
            play => play.End.ShouldBe(PlayEnd.Skipped),
            play => play.Device.ShouldBe(DeviceType.Phone),
            play => (play.ContextType, play.ContextId).ShouldBe(("album", "4aawyAB9vmqN3uQ7FjRGTy")));
        (await harness.Taste.GetFirstListensAsync("alice")).Values.ShouldBe([start]);
        (await harness.HistoryAsync("bob")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_known_already_is_not_written_again()
    {
        await using var harness = new TasteHarness();
        var body = harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5));
        await harness.DeliverAsync(body);
        var before = await harness.DocumentsAsync("alice");
        harness.Restart();
        await harness.DeliverAsync(body, body);
        (await harness.DocumentsAsync("alice")).Select(one => one.Document.ETag).ShouldBe(before.Select(one => one.Document.ETag));
    }

    [Fact]
    public async Task One_listeners_documents_are_written_in_one_batch()
    {
        await using var harness = new TasteHarness();
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5), 10));
        var before = harness.Store.Writes;
        // Two tracks, plays in two weeks: two weeks and the buckets of the tracks.
        await harness.DeliverAsync(
            harness.Play("alice", harness.Tracks[1], TasteHarness.Now.AddDays(-7), session: "s2"), harness.Play("alice", harness.Tracks[2], TasteHarness.Now.AddMinutes(-4), session: "s2"));
        // One for the session, one for the history.
        (harness.Store.Writes - before).ShouldBe(2);
        (await harness.DocumentsAsync("alice")).Count(one => one.Id.StartsWith("listens:", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(true, PlayEnd.Completed, 214_000)]
    [InlineData(false, PlayEnd.Replaced, 20_000)]
    public async Task A_play_of_last_week_that_ends_when_the_next_begins_has_its_end(bool isReported, PlayEnd end, int listenedMs)
    {
        await using var harness = new TasteHarness();
        var start = new DateTimeOffset(2026, 11, 15, 23, 0, 0, TimeSpan.Zero);
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], start, 20, key: "k"));
        var at = TasteHarness.Text(start.AddHours(2));
        var next = new { id = "next", type = "start", session = "s1", track = harness.Tracks[1], position_ms = 0, at };
        var complete = new { id = "late", type = "complete", session = "s1", track = harness.Tracks[0], position_ms = 214_000, at };
        await harness.DeliverAsync(harness.Report("alice", isReported ? [complete, next] : [next]));
        var play = (await harness.HistoryAsync("alice")).Single(one => one.Track.ToString() == harness.Tracks[0]);
        (play.End, play.ListenedMs).ShouldBe((end, listenedMs));
    }

    [Fact]
    public async Task A_play_that_goes_on_after_midnight_on_sunday_belongs_to_the_week_of_its_start()
    {
        await using var harness = new TasteHarness();
        var start = new DateTimeOffset(2026, 11, 15, 23, 0, 0, TimeSpan.Zero);
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], start, 20, key: "k"));
        await harness.DeliverAsync(harness.Report(
            "alice", new { id = "late", type = "complete", session = "s1", track = harness.Tracks[0], position_ms = 214_000, at = TasteHarness.Text(start.AddHours(2)) }));
        var play = (await harness.HistoryAsync("alice")).ShouldHaveSingleItem();
        (play.End, play.ListenedMs).ShouldBe((PlayEnd.Completed, 214_000));
        (await harness.DocumentsAsync("alice")).Where(one => one.Id.StartsWith("listens:", StringComparison.Ordinal)).Select(one => one.Id).ShouldBe(["listens:2026-W46"]);
    }

    [Fact]
    public async Task A_first_listen_that_late_events_take_back_passes_to_the_next()
    {
        await using var harness = new TasteHarness();
        var (first, second) = (TasteHarness.Now.AddDays(-9), TasteHarness.Now.AddDays(-1));
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], first, 60, key: "k"));
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], second, session: "s2"));
        (await harness.Taste.GetFirstListensAsync("alice")).Values.ShouldBe([first]);
        // It was paused all the time but for the first five seconds.
        await harness.DeliverAsync(harness.Report(
            "alice",
            new { id = "p", type = "pause", session = "s1", track = harness.Tracks[0], position_ms = 5_000, at = TasteHarness.Text(first.AddSeconds(5)) },
            new { id = "s", type = "seek", session = "s1", track = harness.Tracks[0], position_ms = 55_000, from_ms = 5_000, at = TasteHarness.Text(first.AddSeconds(8)) }));
        (await harness.HistoryAsync("alice"))[0].ListenedMs.ShouldBeLessThan(30_000);
        (await harness.Taste.GetFirstListensAsync("alice")).Values.ShouldBe([second]);
    }

    [Fact]
    public async Task A_track_that_the_catalogue_does_not_know_is_left_out_until_it_does()
    {
        await using var harness = new TasteHarness();
        var track = harness.Tracks[0];
        harness.Catalog.Tracks.Remove(track, out var published);
        var body = harness.Play("alice", track, TasteHarness.Now.AddMinutes(-5));
        await harness.DeliverAsync(body);
        (await harness.HistoryAsync("alice")).ShouldBeEmpty();
        harness.Catalog.Tracks[track] = published!;
        await harness.DeliverAsync(body);
        (await harness.HistoryAsync("alice")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_read_is_parked_and_the_rest_of_the_batch_goes_on()
    {
        await using var harness = new TasteHarness();
        await harness.DeliverAsync(
            Encoding.UTF8.GetBytes("{\"not\":\"ours\"}"), harness.Play("a\u0001b", harness.Tracks[0], TasteHarness.Now), harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5)));
        (await harness.PoisonCountAsync()).ShouldBe(2);
        (await harness.HistoryAsync("alice")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_parks_its_listeners_events_and_nobody_elses()
    {
        await using var harness = new TasteHarness();
        await harness.DamageAsync("alice", "listens:2026-W47");
        var body = harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5));
        await harness.DeliverAsync(body, harness.Play("bob", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5)));
        (await harness.PoisonCountAsync()).ShouldBe(1);
        (await harness.HistoryAsync("bob")).Count.ShouldBe(1);
        (await harness.HistoryAsync("alice")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_listener_who_was_erased_nothing_is_known_again()
    {
        await using var harness = new TasteHarness();
        var body = harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5));
        await harness.Process.Listeners.EraseAsync("alice", CancellationToken.None);
        await harness.DeliverAsync(body);
        (await harness.DocumentsAsync("alice")).Select(one => one.Id).ShouldBe(["listener-key"]);
        (await harness.PoisonCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_store_in_trouble_fails_the_batch_which_is_repeated()
    {
        await using var harness = new TasteHarness();
        var body = harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddMinutes(-5));
        harness.Store.Outage = () => new Core.TransientException("The test took the store away");
        await Should.ThrowAsync<Core.TransientException>(() => harness.DeliverAsync(body));
        harness.Store.Outage = null;
        await harness.DeliverAsync(body);
        (await harness.HistoryAsync("alice")).Count.ShouldBe(1);
        (await harness.PoisonCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_consumer_killed_after_any_write_leaves_what_the_next_one_finishes()
    {
        var story = new ListenerSimulation(Fortnight).Story(0);
        for (var after = 0; ; after++)
        {
            await using var harness = new TasteHarness();
            harness.Catalog.Add(new ListenerSimulation(Fortnight).Catalogue);
            var bodies = story.Requests.Select(TasteHarness.Pack).ToList();
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

            await harness.ShouldEqualTruthAsync(story);
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
    public async Task History_equals_the_truth_under_crashes_repeats_reordering_and_other_cuts_into_batches_beside_the_ledger(int seed)
    {
        await using var harness = new TasteHarness();
        var random = new Random(seed);
        var simulation = new ListenerSimulation(Fortnight with { Seed = seed, Listeners = TestScale.Of(6, 60), PlaysEach = 40, SharedSessionNames = seed % 2 == 0 });
        harness.Catalog.Add(simulation.Catalogue);
        var log = simulation.Requests().Select(TasteHarness.Pack).ToArray();
        random.Shuffle(log);
        var crashes = 0;
        for (var checkpoint = 0; checkpoint < log.Length;)
        {
            var size = Math.Min(random.Next(1, 4), log.Length - checkpoint);
            harness.Store.CrashAfter = crashes < 60 && random.Next(2) == 0 ? random.Next(0, 6) : int.MaxValue;
            try
            {
                var events = TasteHarness.Events(log.Skip(checkpoint).Take(size));
                if (random.Next(2) == 0)
                    await harness.Process.Ledger.Run(events, CancellationToken.None);
                await harness.Process.Taste.Run(events, CancellationToken.None);
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
        foreach (var story in simulation.Stories())
            await harness.ShouldEqualTruthAsync(story);
    }

    [Fact]
    public async Task Owners_of_one_partition_at_the_same_time_end_in_the_truth()
    {
        await using var harness = new TasteHarness();
        var simulation = new ListenerSimulation(Fortnight with { Seed = 11, Listeners = 3, PlaysEach = 40 });
        harness.Catalog.Add(simulation.Catalogue);
        var log = simulation.Requests().Select(TasteHarness.Pack).ToList();
        harness.Store.BeforeWrite = async () => await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(owner => Task.Run(async () =>
        {
            var process = harness.NewProcess();
            foreach (var batch in log.Chunk(5 + owner))
                await TasteHarness.DeliverAsync(process, batch);
        })));
        foreach (var story in simulation.Stories())
            await harness.ShouldEqualTruthAsync(story);
    }

    [Fact]
    public async Task An_owner_held_up_before_any_of_its_calls_never_puts_an_older_view_over_a_newer()
    {
        // One begins with the first half of the events; before its first call, its second, ... another takes all of them. Then the first one goes on.
        foreach (var seed in (int[])[3, 5, 8])
        {
            var options = Fortnight with { Seed = seed, PlaysEach = 8, From = TasteHarness.Now.AddDays(-4) };
            var story = new ListenerSimulation(options).Story(0);
            var bodies = story.Requests.Select(TasteHarness.Pack).ToList();
            for (var call = 1; ; call++)
            {
                await using var harness = new TasteHarness();
                harness.Catalog.Add(new ListenerSimulation(options).Catalogue);
                var store = new InterruptedStore(harness.Store, call, () => TasteHarness.DeliverAsync(harness.NewProcess(), bodies));
                await TasteHarness.DeliverAsync(harness.NewProcess(store), bodies.Take(bodies.Count / 2));
                if (!store.WasInterrupted)
                    break;
                await harness.ShouldEqualTruthAsync(story);
                call.ShouldBeLessThan(100);
            }
        }
    }

    [Fact]
    public async Task A_first_listen_taken_back_while_another_owner_adds_the_next_or_takes_that_back_too_is_right_whoever_is_held_up()
    {
        // The first of three plays of a track turns out not to have been heard, and the second; the third is reported. Two owners, one held up by the other before each call.
        for (var way = 0; way < 6; way++)
        {
            for (var call = 1; ; call++)
            {
                await using var harness = new TasteHarness();
                DateTimeOffset[] starts = [TasteHarness.Now.AddDays(-9), TasteHarness.Now.AddDays(-5), TasteHarness.Now.AddDays(-1)];
                var plays = starts.Select((start, i) => harness.Play("alice", harness.Tracks[0], start, 60, $"s{i}")).ToList();
                var pauses = starts.Select((start, i) => Unheard(harness, start, $"s{i}")).ToList();
                var (one, other) = way switch
                {
                    0 => (pauses[0], plays[2]),
                    1 => (plays[2], pauses[0]),
                    2 => (pauses[0], pauses[1]),
                    3 => (pauses[1], pauses[0]),
                    4 => (pauses[0], plays[1]),
                    _ => (plays[1], pauses[0]),
                };
                await harness.DeliverAsync(way < 2 ? [plays[0]] : way < 4 ? plays : [plays[0], plays[2]]);
                var store = new InterruptedStore(harness.Store, call, () => TasteHarness.DeliverAsync(harness.NewProcess(), other));
                await TasteHarness.DeliverAsync(harness.NewProcess(store), one);
                if (!store.WasInterrupted)
                    break;
                var firsts = await harness.Taste.GetFirstListensAsync("alice");
                var heard = (await harness.HistoryAsync("alice")).Where(play => play.IsHeard).ToList();
                firsts.Values.ShouldBe([DateTimeOffset.FromUnixTimeMilliseconds(heard[0].StartMs)], $"way {way}, call {call}");
                heard.Count.ShouldBe(way < 4 ? 1 : 2);
                call.ShouldBeLessThan(100);
            }
        }
    }

    private static byte[] Unheard(TasteHarness harness, DateTimeOffset start, string session) => harness.Report(
        "alice",
        new { id = $"p-{session}", type = "pause", session, track = harness.Tracks[0], position_ms = 5_000, at = TasteHarness.Text(start.AddSeconds(5)) },
        new { id = $"k-{session}", type = "seek", session, track = harness.Tracks[0], position_ms = 55_000, from_ms = 5_000, at = TasteHarness.Text(start.AddSeconds(8)) });
}
