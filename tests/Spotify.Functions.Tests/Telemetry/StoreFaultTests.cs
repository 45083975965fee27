using System.Reflection;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>What is a fault of the store and fails the batch, and what is a fault of one event and parks it.</summary>
public sealed class StoreFaultTests
{
    public static TheoryData<string> Troubles => [.. Exceptions.Keys];

    private static Dictionary<string, Func<Exception>> Exceptions { get; } = new()
    {
        ["transient"] = () => new TransientException("The test broke the store"),
        ["disk"] = () => new IOException("No space left on device"),
        ["corrupt"] = () => new SqliteException("database disk image is malformed", 11),
        ["closed"] = () => new ObjectDisposedException("store"),
        ["bug"] = () => new InvalidOperationException("a bug in the store"),
        ["late"] = () => new TimeoutException(),
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_the_store_throws_fails_the_batch_parks_nothing_and_the_retry_finishes_it(string trouble)
    {
        await using var harness = new TelemetryHarness();
        var listener = new SimulatedListener("alice", new Random(3), harness.Tracks, TelemetryHarness.Now.AddHours(-3), 12);
        var bodies = listener.Deliveries(TelemetryHarness.Now);
        harness.Store.Trouble = Exceptions[trouble];
        // Before the listener is known; before the session is stored; after it; between ledger and counter.
        foreach (var batches in (int[])[0, 1, 1, 1])
        {
            harness.Store.CrashAfter = batches;
            (await Should.ThrowAsync<Exception>(() => harness.DeliverAsync(bodies))).ShouldBeOfType(Exceptions[trouble]().GetType());
        }

        harness.Store.CrashAfter = int.MaxValue;
        await harness.DeliverAsync(bodies);
        (await harness.PoisonCountAsync()).ShouldBe(0);
        await harness.ShouldEqualTruthAsync([listener]);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_store_that_is_away_for_many_tries_loses_nothing(string trouble)
    {
        await using var harness = new TelemetryHarness();
        var listener = new SimulatedListener("alice", new Random(4), harness.Tracks, TelemetryHarness.Now.AddHours(-3), 12);
        // With something among them that has to be parked, which a store that is away cannot do either.
        byte[][] bodies = ["not ours"u8.ToArray(), .. listener.Deliveries(TelemetryHarness.Now)];
        harness.Store.Outage = Exceptions[trouble];
        for (var attempt = 0; attempt < 20; attempt++)
            await Should.ThrowAsync<Exception>(() => harness.DeliverAsync(bodies));
        harness.Store.Outage = null;

        await harness.DeliverAsync(bodies);
        (await harness.PoisonAsync()).ShouldHaveSingleItem().Body.ShouldBe(bodies[0]);
        await harness.ShouldEqualTruthAsync([listener]);
    }

    [Fact]
    public void The_batch_is_repeated_without_end_because_the_platform_would_go_on_without_it() =>
        typeof(CountPlays).GetMethod(nameof(CountPlays.Run))!.GetCustomAttribute<ExponentialBackoffRetryAttribute>()!.MaxRetryCount.ShouldBe(-1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stored_session_that_cannot_be_read_parks_its_events_and_holds_up_no_other(bool isJson)
    {
        await using var harness = new TelemetryHarness();
        await harness.Process.Listeners.ResolveAsync(["alice"], CancellationToken.None);
        var sessions = new PartitionKeyValue(await harness.PseudonymAsync("alice"), SessionDocument.PartitionMonth);
        var (s1, s2, s3) = (await harness.SessionIdAsync("alice", "s1", ""), await harness.SessionIdAsync("alice", "s2", ""), await harness.SessionIdAsync("alice", "s3", ""));
        await harness.Store.WriteAsync(
            DocumentContainer.Plays,
            sessions,
            isJson
                ? DocumentOperation.Upsert(SessionDocument.IdOf(s1), new SessionDocument { Data = [99, 1, 2, 3] })
                : DocumentOperation.Upsert(SessionDocument.IdOf(s1), new { data = 5 }));
        var spoilt = Pack(harness, "alice", "s1", "s2");
        await harness.DeliverAsync([spoilt, Pack(harness, "alice", "s3"), Pack(harness, "bob", "s1")]);

        // The other session of the same event is counted too; the parked event is whole, and counting it again changes nothing.
        (await harness.LedgerAsync("alice")).Select(play => play.Session).Order().ShouldBe(new[] { s2, s3 }.Order());
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(3);
        (await harness.PoisonAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(poison => poison.Body.ShouldBe(spoilt), poison => poison.UserId.ShouldBe("alice"));

        await harness.Store.WriteAsync(DocumentContainer.Plays, sessions, DocumentOperation.Delete(SessionDocument.IdOf(s1)));
        await harness.DeliverAsync([.. (await harness.PoisonAsync()).Select(one => one.Body)]);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(4);
    }

    [Fact]
    public async Task A_counter_that_cannot_be_read_parks_the_plays_of_its_track_and_a_replay_counts_them()
    {
        await using var harness = new TelemetryHarness();
        var scope = new PartitionKeyValue(CounterShards.ScopeOf(harness.Tracks[0], 0));
        await harness.Store.WriteAsync(DocumentContainer.Aggregates, scope, DocumentOperation.Upsert(TrackAggregate.CounterId, new { count = "many" }));
        var spoilt = Pack(harness, "alice", "s1");
        await harness.DeliverAsync([spoilt, Pack(harness, "bob", "s1", track: 1)]);
        (await harness.CountAsync(harness.Tracks[1])).ShouldBe(1);
        (await harness.PoisonAsync()).ShouldHaveSingleItem().Body.ShouldBe(spoilt);

        await harness.Store.WriteAsync(DocumentContainer.Aggregates, scope, DocumentOperation.Delete(TrackAggregate.CounterId));
        await harness.DeliverAsync(spoilt);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
    }

    [Fact]
    public void A_batch_is_cut_into_slices_of_bounded_size_in_order_with_nothing_left_out()
    {
        int[] sizes = [10, 50, 41, 200, 0, 60, 40, 1];
        EventData[] events = [.. sizes.Select(size => new EventData(new BinaryData(new byte[size])))];
        EventSlices.Of(events, 100).Select(slice => slice.Select(data => data.EventBody.ToMemory().Length).ToArray())
            .ShouldBe([[10, 50], [41], [200], [0, 60, 40], [1]]);
        EventSlices.Of([]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_over_many_slices_is_counted_whole()
    {
        await using var harness = new TelemetryHarness();
        var names = Enumerable.Range(0, 60).Select(i => $"session-{i}").ToArray();
        byte[][] bodies = [.. Enumerable.Range(0, 400).Select(i => Pack(harness, $"user-{i}", names))];
        bodies.Sum(body => body.Length).ShouldBeGreaterThan(EventSlices.MaxBytes);
        await harness.DeliverAsync(bodies);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(400 * 60);
    }

    private static byte[] Pack(TelemetryHarness harness, string user, params string[] sessions) => Pack(harness, user, sessions, 0);

    private static byte[] Pack(TelemetryHarness harness, string user, string session, int track) => Pack(harness, user, [session], track);

    private static byte[] Pack(TelemetryHarness harness, string user, string[] sessions, int track)
    {
        var start = TelemetryHarness.Now.AddMinutes(-10);
        var events = sessions.SelectMany(session => (object[])
        [
            new { id = session + "-1", type = "start", session, track = harness.Tracks[track], position_ms = 0, at = start },
            new { id = session + "-2", type = "progress", session, track = harness.Tracks[track], position_ms = 40_000, at = start.AddSeconds(40) },
        ]);
        return SimulatedListener.Pack(user, JsonSerializer.SerializeToUtf8Bytes(new { events }), TelemetryHarness.Now).Single();
    }
}
