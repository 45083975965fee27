using System.Text;
using System.Text.Json;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Taste;

public sealed class LearnSignalsTests
{
    private const string Album = "spotify:album:4aawyAB9vmqN3uQ7FjRGTy";

    [Fact]
    public async Task What_tells_of_taste_is_kept_by_week_and_a_page_view_is_not()
    {
        await using var harness = new TasteHarness();
        var at = TasteHarness.Now.AddMinutes(-2);
        await LearnAsync(
            harness,
            Body("alice", One("e1", "search", at, query: "blå regn"), One("e2", "page_view", at, page: "home"), One("e3", "library", at.AddSeconds(1), action: "save", uri: Album)),
            Body("alice", One("e4", "follow", at.AddDays(-7), action: "follow", uri: "spotify:artist:4aawyAB9vmqN3uQ7FjRGTy")));
        var signals = await SignalsAsync(harness, "alice");
        signals.Select(signal => (signal.Id, signal.Type, signal.Action, signal.Uri, signal.Query, signal.At)).ShouldBe(
        [
            ("e4", "follow", "follow", "spotify:artist:4aawyAB9vmqN3uQ7FjRGTy", null, at.AddDays(-7)),
            ("e1", "search", null, null, "blå regn", at),
            ("e3", "library", "save", Album, null, at.AddSeconds(1)),
        ]);
        (await harness.DocumentsAsync("alice")).Select(one => one.Id).ShouldBe(["listener-key", "signals:2026-W46", "signals:2026-W47"]);
        (await SignalsAsync(harness, "bob")).ShouldBeEmpty();
        (await harness.Taste.GetSignalsAsync("alice", at, at.AddSeconds(1))).ShouldHaveSingleItem().Id.ShouldBe("e1");
    }

    [Fact]
    public async Task A_repeat_is_not_written_again()
    {
        await using var harness = new TasteHarness();
        var body = Body("alice", One("e1", "block", TasteHarness.Now, action: "block", uri: "spotify:artist:4aawyAB9vmqN3uQ7FjRGTy"));
        await LearnAsync(harness, body);
        var writes = harness.Store.Writes;
        await LearnAsync(harness, body, body);
        harness.Store.Writes.ShouldBe(writes);
    }

    [Fact]
    public async Task Every_signal_is_kept_once_whoever_is_killed_or_comes_at_the_same_time()
    {
        await using var harness = new TasteHarness();
        var random = new Random(5);
        var bodies = Enumerable.Range(0, 60).Select(i => Body(
            $"user-{i % 3}", [.. Enumerable.Range(0, 3).Select(j => One($"e{i}-{j}", "social", TasteHarness.Now.AddHours(-random.Next(300)), action: "react"))])).ToArray();
        for (var run = 0; run < 12; run++)
        {
            random.Shuffle(bodies);
            harness.Restart();
            harness.Store.CrashAfter = random.Next(0, 5);
            try
            {
                foreach (var some in bodies.Chunk(7))
                    await LearnAsync(harness, some);
            }
            catch (OperationCanceledException)
            {
            }
        }

        harness.Restart();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(owner => Task.Run(async () =>
        {
            var process = harness.NewProcess();
            foreach (var some in bodies.Chunk(4 + owner))
                await process.Signals.Run(TasteHarness.Events(some), CancellationToken.None);
        })));
        for (var user = 0; user < 3; user++)
            (await SignalsAsync(harness, $"user-{user}")).Select(signal => signal.Id).Order().ShouldBe(
                Enumerable.Range(0, 60).Where(i => i % 3 == user).SelectMany(i => Enumerable.Range(0, 3).Select(j => $"e{i}-{j}")).Order());
    }

    [Fact]
    public async Task What_cannot_be_read_or_stored_is_parked_and_the_rest_goes_on()
    {
        await using var harness = new TasteHarness();
        await harness.Store.WriteAsync(DocumentContainer.Users, "carol", DocumentOperation.Upsert("signals:2026-W47", new { type = "signals", v = 1, signals = 7 }));
        await LearnAsync(
            harness,
            Encoding.UTF8.GetBytes("{}"),
            Body("a\u0001b", One("e1", "search", TasteHarness.Now, query: "x")),
            Body("carol", One("e1", "search", TasteHarness.Now, query: "x")),
            Body("alice", One("e1", "search", TasteHarness.Now, query: "x")));
        (await harness.PoisonCountAsync()).ShouldBe(3);
        (await SignalsAsync(harness, "alice")).Count.ShouldBe(1);
        (await SignalsAsync(harness, "carol")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_listener_who_was_erased_nothing_is_kept_and_a_store_in_trouble_fails_the_batch()
    {
        await using var harness = new TasteHarness();
        await harness.Process.Listeners.EraseAsync("alice", CancellationToken.None);
        await LearnAsync(harness, Body("alice", One("e1", "search", TasteHarness.Now, query: "x")));
        (await harness.DocumentsAsync("alice")).Select(one => one.Id).ShouldBe(["listener-key"]);
        harness.Store.Outage = () => new TransientException("The test took the store away");
        await Should.ThrowAsync<TransientException>(() => LearnAsync(harness, Body("bob", One("e1", "search", TasteHarness.Now, query: "x"))));
    }

    private static Task LearnAsync(TasteHarness harness, params byte[][] bodies) => harness.Process.Signals.Run(TasteHarness.Events(bodies), CancellationToken.None);

    private static ValueTask<IReadOnlyList<Core.Telemetry.Taste.Signal>> SignalsAsync(TasteHarness harness, string user) =>
        harness.Taste.GetSignalsAsync(user, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    private static object One(string id, string type, DateTimeOffset at, string? action = null, string? uri = null, string? query = null, string? page = null) =>
        new { id, type, at = TasteHarness.Text(at), action, uri, query, page };

    private static byte[] Body(string user, params object[] events) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        v = 1,
        user,
        tier = "premium",
        market = "SE",
        device = new { id = "d1", type = "phone", app_version = "1" },
        received_at = TasteHarness.Text(TasteHarness.Now),
        clock_offset_ms = 0,
        events,
    });
}
