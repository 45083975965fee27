using System.Text;
using Azure.Messaging.EventHubs;
using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry.Archive;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Archive;

public sealed class SealArchiveTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string One = "00000000000000a1";
    private const string Two = "00000000000000b2";

    private static readonly string Segments = ArchiveLayout.Segments(EventHubNames.Plays, ArchiveHarness.Hour);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sealed_parts_hold_each_receipt_once_under_repeats_other_cuts_and_two_consumers_at_once(int seed)
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var random = new Random(seed);
        SimulatedSender[] senders = [new(One), new(Two)];
        for (var i = 0; i < 120; i++)
            senders[random.Next(2)].Play($"user-{random.Next(5)}", random.Next(1, 30));
        var sent = senders.SelectMany(sender => sender.Sent).ToArray();
        random.Shuffle(sent);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(owner => Task.Run(async () =>
        {
            foreach (var batch in sent.Chunk(7 + owner))
                await harness.DeliverAsync(batch.Select(one => one.ToEvent()));
        })));
        // A batch that comes again is the same segment.
        var before = await harness.NamesAsync(Segments);
        await harness.DeliverAsync(sent.Take(7).Select(one => one.ToEvent()));
        (await harness.NamesAsync(Segments)).ShouldBe(before);

        foreach (var sender in senders)
            await harness.SayAsync(sender);
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        await harness.ShouldHoldAsync(sent);
        var manifest = await harness.ManifestAsync();
        (manifest.Version, manifest.Repeated.Batches).ShouldBe((1, 120));
        manifest.Parts.Count.ShouldBeGreaterThan(1);
        manifest.Writers.Select(one => (one.Writer, one.First, one.Last)).ShouldBe([(One, 1, senders[0].Sent.Count), (Two, 1, senders[1].Sent.Count)]);
        (await harness.RowsAsync()).Select(row => $"{row.GetProperty("writer")}{row.GetProperty("sequence").GetInt64():d8}{row.GetProperty("index").GetInt64():d8}")
            .ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        (await harness.NamesAsync(Segments)).ShouldBeEmpty();
        (await harness.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_killed_after_any_change_of_the_storage_leaves_what_the_next_one_finishes_to_the_same_bytes()
    {
        var wanted = await RunAsync(int.MaxValue);
        for (var after = 0; after < wanted.Changes; after++)
        {
            var run = await RunAsync(after);
            run.Blobs.Keys.ShouldBe(wanted.Blobs.Keys);
            foreach (var (name, bytes) in run.Blobs)
                bytes.ShouldBe(wanted.Blobs[name], name);
        }
    }

    [Fact]
    public async Task What_comes_late_becomes_further_parts_and_what_comes_again_does_not()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        var first = Enumerable.Range(0, 10).Select(_ => sender.Play("alice", 20)).ToList();
        await harness.DeliverAsync(first.Select(one => one.ToEvent()));
        await harness.SealAsync();
        var parts = await harness.BlobsAsync(ArchiveLayout.Folder(EventHubNames.Plays, ArchiveHarness.Hour) + "part-");

        var late = sender.Play("bob", 5);
        await harness.DeliverAsync(first.Select(one => one.ToEvent()));
        await harness.DeliverAsync(first.Skip(5).Append(late).Select(one => one.ToEvent()));
        (await harness.Sealing.FindDueAsync(EventHubNames.Plays, default)).ShouldBe([ArchiveHarness.Plays]);
        await harness.SealAsync();
        await harness.ShouldHoldAsync(sender.Sent);
        var manifest = await harness.ManifestAsync();
        (manifest.Version, manifest.Parts[^1].Version, manifest.Parts[^1].Rows, manifest.Repeated.Batches).ShouldBe((2, 2, 5, 15));
        var now = await harness.BlobsAsync();
        foreach (var (name, bytes) in parts)
            now[name].ShouldBe(bytes);
        (await harness.Sealing.FindDueAsync(EventHubNames.Plays, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_that_seal_at_once_make_one_archive()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        for (var i = 0; i < 30; i++)
            await harness.DeliverAsync(sender.Play($"user-{i}", 20).ToEvent());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => harness.SealAsync())));
        await harness.ShouldHoldAsync(sender.Sent);
        (await harness.NamesAsync(Segments)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_that_was_made_without_knowing_that_the_version_is_done_removes_nothing_unsealed()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        await harness.DeliverAsync(sender.Play("alice").ToEvent());
        await harness.SealAsync();
        await harness.DeliverAsync(sender.Play("alice").ToEvent());
        // Somebody slow, who had read no manifest, lists what he sees now.
        var stale = SealPlanBlob.Create(1, harness.Time.GetUtcNow().AddSeconds(1), await harness.NamesAsync(Segments));
        await harness.Blobs.CreateAsync(ArchiveLayout.Plan(EventHubNames.Plays, ArchiveHarness.Hour, 1), stale.ToBlob(), default);
        var plan = new SealPlan(EventHubNames.Plays, ArchiveHarness.Plays.Hour, 1);
        (await harness.Sealing.MergeAsync(plan, default)).ShouldBe(0);
        (await harness.Sealing.DiscardAsync(plan, default)).ShouldBe(0);
        await harness.Blobs.CreateAsync(ArchiveLayout.Plan(EventHubNames.Plays, ArchiveHarness.Hour, 1), stale.ToBlob(), default);
        await harness.SealAsync();
        await harness.ShouldHoldAsync(sender.Sent);
    }

    [Fact]
    public async Task More_segments_than_are_open_at_once_are_merged_all_the_same()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        for (var i = 0; i < 150; i++)
            sender.Play($"user-{i % 3}", 2);
        await Parallel.ForEachAsync(sender.Sent, async (one, _) => await harness.DeliverAsync(one.ToEvent()));
        await Parallel.ForEachAsync(sender.Sent.Chunk(20), async (some, _) => await harness.DeliverAsync(some.Select(one => one.ToEvent())));
        await harness.SealAsync();
        await harness.ShouldHoldAsync(sender.Sent);
        (await harness.ManifestAsync()).Repeated.Batches.ShouldBe(150);
        Directory.EnumerateFileSystemEntries(harness.Options.WorkFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Receipts_of_other_hours_go_to_theirs_and_an_hour_that_is_not_over_waits()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        var current = ArchiveHarness.Hour.Plus(1);
        await harness.DeliverAsync([sender.Play("alice").ToEvent(), sender.Play("alice", hour: current).ToEvent()]);
        (await harness.Sealing.FindDueAsync(EventHubNames.Plays, default)).ShouldBe([ArchiveHarness.Plays]);
        await harness.SealAsync();
        await harness.ShouldHoldAsync(sender.Sent.Take(1));
        harness.Time.Advance(TimeSpan.FromMinutes(45));
        (await harness.Sealing.FindDueAsync(EventHubNames.Plays, default)).ShouldBe([new SealInput(EventHubNames.Plays, current.ToString())]);
    }

    [Fact]
    public async Task No_name_of_a_user_or_a_device_is_in_any_byte_and_every_line_is_json()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        await harness.DeliverAsync(Enumerable.Range(0, 20).Select(i => sender.Play($"user-{i}", 4).ToEvent()));
        var activity = sender.Send(EventHubNames.Activity, ArchiveHarness.Hour, Encoding.UTF8.GetBytes(
            """{"v":1,"user":"user-0","tier":"free","market":"SE","device":{"id":"device-of-user-0","type":"web","app_version":"1"},"received_at":"2026-11-20T10:07:00.000Z","clock_offset_ms":0,"events":[{"id":"user-0-a","type":"follow","at":"2026-11-20T10:06:00.000Z","uri":"spotify:user:user-1","action":"add"}]}"""), "a");
        await harness.Consumer.KeepAsync(EventHubNames.Activity, [activity.ToEvent()], default);
        var input = new SealInput(EventHubNames.Activity, ArchiveHarness.Plays.Hour);
        foreach (var isSealed in new[] { false, true })
        {
            foreach (var (name, bytes) in await harness.BlobsAsync())
            {
                var text = name.EndsWith(".gz", StringComparison.Ordinal) ? ArchiveHarness.Unzip(bytes) : Encoding.UTF8.GetString(bytes);
                text.ShouldNotContain("user-");
                text.ShouldNotContain("device-of");
            }

            await harness.SealAsync();
            await harness.SealAsync(input);
        }

        (await harness.RowsAsync(input)).ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("follow");
        (await harness.RowsAsync()).Count.ShouldBe(80);
    }

    [Fact]
    public async Task An_erased_listeners_events_are_left_out_and_counted()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        var (alice, bob, again) = (sender.Play("alice", 4), sender.Play("bob", 2), sender.Play("alice", 3));
        await harness.DeliverAsync([alice.ToEvent(), bob.ToEvent()]);
        await harness.Listeners.EraseAsync("alice", default);
        // Her events come again, and new ones with them.
        await harness.DeliverAsync([alice.ToEvent(), again.ToEvent()]);
        await harness.SayAsync(sender);
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        await harness.ShouldHoldAsync([bob]);
        var manifest = await harness.ManifestAsync();
        (manifest.Erased, manifest.Repeated).ShouldBe((new ArchiveCount(2, 7), new ArchiveCount(1, 4)));
    }

    [Fact]
    public async Task What_cannot_be_read_is_parked_once_counted_and_holds_up_nobody()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        var good = sender.Play("alice");
        var torn = sender.Send(EventHubNames.Plays, ArchiveHarness.Hour, good.Body[..^3], "x", "y");
        var strange = sender.Send(EventHubNames.Plays, ArchiveHarness.Hour, "{\"not\":\"ours\"}"u8.ToArray(), "z");
        var nameless = sender.Play("a\u0001b", 2);
        for (var i = 0; i < 2; i++)
            await harness.DeliverAsync(new[] { torn, good, strange, nameless }.Select(one => one.ToEvent()));
        (await harness.PoisonAsync()).Select(one => (one.Hub, one.ConsumerGroup)).Distinct().ShouldBe([(EventHubNames.Plays, ConsumerGroups.Archive)]);
        (await harness.PoisonAsync()).Count.ShouldBe(3);
        await harness.SayAsync(sender);
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        await harness.ShouldHoldAsync([good]);
        (await harness.ManifestAsync()).Parked.ShouldBe(new ArchiveCount(3, 5));
    }

    [Fact]
    public async Task Bodies_without_a_number_are_archived_once_by_their_bytes()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        sender.Play("alice", 2);
        sender.Play("bob", 2);
        EventData[] Bare() => [.. sender.Sent.Select(one => new EventData(new BinaryData(one.Body)))];
        await harness.DeliverAsync(Bare());
        await harness.DeliverAsync([Bare()[1]]);
        harness.Time.Advance(TimeSpan.FromHours(1));
        var input = new SealInput(EventHubNames.Plays, ArchiveHarness.Hour.Plus(1).ToString());
        await harness.SealAsync(input);
        (await harness.RowsAsync(input)).Select(row => row.GetProperty("event_id").GetString()).Order(StringComparer.Ordinal).ShouldBe(sender.Sent.SelectMany(one => one.Ids).Order(StringComparer.Ordinal));
        (await harness.ManifestAsync(input)).Repeated.Batches.ShouldBe(1);
    }

    private async Task<(SortedDictionary<string, byte[]> Blobs, int Changes)> RunAsync(int killAfter)
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var sender = new SimulatedSender(One);
        for (var i = 0; i < 12; i++)
            sender.Play($"user-{i % 3}", 60);
        var changes = 0;
        if (killAfter == int.MaxValue)
            harness.Blobs.AfterChange = _ => Task.FromResult(changes++);
        else
            harness.KillAfter(killAfter);
        foreach (var batch in sender.Sent.Chunk(4))
            await UntilDoneAsync(harness, () => harness.DeliverAsync(batch.Select(one => one.ToEvent())));
        await harness.SayAsync(sender);
        await UntilDoneAsync(harness, () => harness.SealAsync());
        await harness.ShouldHoldAsync(sender.Sent);
        return (new SortedDictionary<string, byte[]>(await harness.BlobsAsync(), StringComparer.Ordinal), changes);
    }

    private static async Task UntilDoneAsync(ArchiveHarness harness, Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception killed) when (killed is KilledException or Microsoft.DurableTask.TaskFailedException)
            {
                harness.Restart();
            }
        }
    }
}
