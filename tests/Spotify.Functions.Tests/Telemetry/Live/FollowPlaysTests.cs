using System.Text;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Telemetry.Live;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Telemetry.Live.LiveHarness;

namespace Spotify.Functions.Tests.Telemetry.Live;

/// <summary>The consumer, through the function: whatever happens to batches and processes, the same is known in the end.</summary>
public sealed class FollowPlaysTests
{
    private static readonly string[] Tracks = [.. Enumerable.Range(0, 12).Select(EveryTrack.Track)];

    [Fact]
    public async Task Repeats_and_another_order_change_nothing()
    {
        await using var expected = new LiveHarness();
        await using var harness = new LiveHarness();
        var bodies = Small().Bodies(Start).ToArray();
        foreach (var batch in bodies.Chunk(40))
            await expected.DeliverAsync(batch);
        await harness.DeliverAsync(bodies.Take(60));
        var random = new Random(5);
        for (var round = 0; round < 2; round++)
        {
            random.Shuffle(bodies);
            foreach (var batch in bodies.Chunk(17))
                await harness.DeliverAsync(batch);
        }

        await ShouldBeSameAsync(harness, expected);
    }

    [Fact]
    public async Task A_batch_that_comes_again_to_the_same_process_is_not_written_again()
    {
        await using var harness = new LiveHarness();
        var bodies = Small().Bodies(Start);
        await harness.DeliverAsync(bodies);
        var writes = harness.Store.Writes;
        await harness.DeliverAsync(bodies);
        harness.Store.Writes.ShouldBe(writes);
    }

    [Fact]
    public async Task A_process_killed_after_any_write_leaves_nothing_that_the_next_one_does_not_mend()
    {
        await using var expected = new LiveHarness();
        var bodies = Small(listeners: 12).Bodies(Start);
        await expected.DeliverAsync(bodies);
        // Kills after the first batch of documents, the second, ... until a run needs no more than that; each from the beginning.
        for (var after = 0; ; after++)
        {
            await using var harness = new LiveHarness();
            await harness.DeliverAsync(bodies.Take(5));
            harness.Restart();
            harness.Store.CrashAfter = after;
            var killed = false;
            foreach (var batch in bodies.Chunk(25))
            {
                try
                {
                    await harness.DeliverAsync(batch);
                }
                catch (OperationCanceledException)
                {
                    killed = true;
                    harness.Restart();
                    await harness.DeliverAsync(batch);
                }
            }

            await ShouldBeSameAsync(harness, expected);
            if (!killed)
                return;
            after.ShouldBeLessThan(1_000);
        }
    }

    [Fact]
    public async Task A_store_in_trouble_fails_the_batch_and_the_same_process_finishes_it_later()
    {
        await using var expected = new LiveHarness();
        var bodies = Small(listeners: 20).Bodies(Start);
        await expected.DeliverAsync(bodies);
        await using var harness = new LiveHarness();
        harness.Store.Trouble = () => new TransientException("The test broke the store");
        foreach (var batch in bodies.Chunk(20))
        {
            // Some of it is written each time, and nobody hears of it.
            foreach (var after in (int[])[0, 1, 3, 2])
            {
                harness.Store.CrashAfter = after;
                await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(batch.Append(Afternoon.Pack(
                    $"other {after}", "SE", [Afternoon.Event($"{after}", "start", Tracks[0], Start.AddMinutes(-after))], Start))));
            }

            harness.Store.CrashAfter = int.MaxValue;
            await harness.DeliverAsync(batch);
        }

        for (var after = 0; after < 4; after++)
        {
            var other = Afternoon.Pack($"other {after}", "SE", [Afternoon.Event($"{after}", "start", Tracks[0], Start.AddMinutes(-after))], Start);
            await harness.DeliverAsync(other);
            await expected.DeliverAsync(other);
        }

        await ShouldBeSameAsync(harness, expected);
    }

    [Fact]
    public async Task A_store_or_a_catalogue_that_is_away_loses_nothing()
    {
        await using var expected = new LiveHarness();
        var bodies = Small(listeners: 10).Bodies(Start);
        await expected.DeliverAsync(bodies);
        await using var harness = new LiveHarness();
        harness.Store.Outage = () => new TransientException("away");
        for (var attempt = 0; attempt < 5; attempt++)
            await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(bodies));
        harness.Store.Outage = null;
        harness.Catalog.Trouble = () => new TransientException("away");
        await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(bodies));
        harness.Catalog.Trouble = null;
        await harness.DeliverAsync(bodies);
        await ShouldBeSameAsync(harness, expected);
    }

    [Fact]
    public async Task Two_owners_of_one_partition_and_writers_of_the_same_artists_count_once()
    {
        await using var expected = new LiveHarness();
        var bodies = Small().Bodies(Start);
        await expected.DeliverAsync(bodies);
        await using var harness = new LiveHarness();
        harness.Store.BeforeWrite = async () => await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(owner => Task.Run(async () =>
        {
            var consumer = harness.NewConsumer();
            foreach (var batch in bodies.Chunk(20 + owner))
                await LiveHarness.DeliverAsync(consumer, batch);
        })));
        await ShouldBeSameAsync(harness, expected);
    }

    [Fact]
    public async Task Late_events_land_in_their_own_window_up_to_a_day_and_later_ones_are_ignored_by_name()
    {
        await using var harness = new LiveHarness();
        DateTimeOffset[] times = [Start.AddHours(-23), Start.AddHours(-20.5), Start.AddHours(-24).AddSeconds(-1), Start.AddMinutes(-1)];
        for (var i = 0; i < times.Length; i++)
            await harness.DeliverAsync(Afternoon.Pack($"user-{i}", "SE", [Afternoon.Event("1", "start", Tracks[0], times[i])], Start));
        var hours = (await harness.NewInstance().TrackAsync(Tracks[0])).Body.GetProperty("hours").EnumerateArray()
            .Where(hour => hour.GetProperty("plays").GetInt64() > 0).Select(hour => hour.GetProperty("hour").GetDateTimeOffset());
        hours.ShouldBe([Start.AddHours(-1), Start.AddHours(-21), Start.AddHours(-23)]);
        harness.Counted["late"].ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_left_to_the_ledger_and_an_unknown_track_is_ignored_by_name()
    {
        await using var harness = new LiveHarness();
        harness.Catalog.Hidden.Add(Tracks[1]);
        await harness.DeliverAsync(
            Encoding.UTF8.GetBytes("{\"not\":\"ours\"}"),
            Afternoon.Pack("a\u0001b", "SE", [Afternoon.Event("1", "start", Tracks[0], Start)], Start),
            Afternoon.Pack("user", "SE", [Afternoon.Event("1", "start", Tracks[0], Start), Afternoon.Event("2", "start", Tracks[1], Start)], Start));
        harness.Counted.ShouldBe(new Dictionary<string, long> { ["unreadable"] = 1, ["listener_unknown"] = 1, ["unknown_track"] = 1 }, ignoreOrder: true);
        (await harness.NewInstance().TrackAsync(Tracks[0])).Body.GetProperty("day").GetProperty("plays").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Memory_and_documents_stay_bounded_with_many_tracks_and_the_large_ones_are_kept()
    {
        await using var harness = new LiveHarness();
        var many = TestScale.Of(60_000, 200_000);
        var random = new Random(3);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var users in Enumerable.Range(0, many).Chunk(250).Chunk(16))
        {
            // Everybody plays track 0 too; and tracks that nobody else plays.
            await harness.DeliverAsync(users.Select(tracks => Afternoon.Pack(
                $"user-{tracks[0]}",
                "SE",
                [.. tracks.Append(0).Distinct().Select(track => Afternoon.Event($"{track}", "start", EveryTrack.Track(track), Start.AddSeconds(-random.Next(1, 200))))],
                Start)));
            harness.Follower.Segments.OpenNames.ShouldBeLessThanOrEqualTo(LiveSegments.MaxOpenNames);
            harness.Follower.Segments.OpenBytes.ShouldBeLessThanOrEqualTo(LiveSegments.MaxOpenBytes);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(100_000_000);
        var segments = await harness.SegmentsAsync();
        segments.ShouldAllBe(one => one.Bytes <= LiveSegments.LastSegmentBytes + 8_192);
        segments.GroupBy(one => (one.Partition, one.Id[..2])).ShouldAllBe(window => window.Count() <= LiveSegments.SegmentsOf(window.Key.Partition.Split(':', 3)[1]));
        segments.Where(one => one.Partition.StartsWith("live:SE:", StringComparison.Ordinal)).Sum(one => one.Bytes).ShouldBeLessThan(3 * 900_000);
        harness.Counted["market"].ShouldBeGreaterThan(0);
        var chart = (await harness.NewInstance(leastListeners: 5).TrendingAsync()).Body.GetProperty("tracks").EnumerateArray().ToList();
        chart.ShouldHaveSingleItem().GetProperty("track").GetString().ShouldBe(EveryTrack.Track(0));
        chart[0].GetProperty("listeners").GetInt64().ShouldBeInRange((many / 250) - 25, (many / 250) + 25);
    }

    [Fact]
    public void The_batch_is_repeated_without_end() =>
        typeof(FollowPlays).GetMethod(nameof(FollowPlays.Run))!.GetCustomAttributes(typeof(Microsoft.Azure.Functions.Worker.ExponentialBackoffRetryAttribute), false)
            .Cast<Microsoft.Azure.Functions.Worker.ExponentialBackoffRetryAttribute>().Single().MaxRetryCount.ShouldBe(-1);

    private static Afternoon Small(int listeners = 60) => new Afternoon(1, Tracks).Listen(listeners, 4, Start.AddHours(-3), TimeSpan.FromHours(3), "SE", "NO");

    // A listener's key is another in every store: so what is known is compared by what it comes to.
    private static async Task ShouldBeSameAsync(LiveHarness harness, LiveHarness expected)
    {
        var (ours, theirs) = (harness.NewInstance(1), expected.NewInstance(1));
        harness.Clock.Now = expected.Clock.Now = Start;
        (await ours.TrendingAsync()).Body.GetRawText().ShouldBe((await theirs.TrendingAsync()).Body.GetRawText());
        foreach (var property in (string[])["listeners_now", "active_by_hour", "top_skip_rates"])
            (await ours.LiveAsync()).Body.GetProperty(property).GetRawText().ShouldBe((await theirs.LiveAsync()).Body.GetProperty(property).GetRawText());
        foreach (var track in Tracks)
        {
            (await ours.TrackAsync(track)).Body.GetRawText().ShouldBe((await theirs.TrackAsync(track)).Body.GetRawText());
            (await ours.MonthlyListenersAsync(EveryTrack.ArtistOf(track))).ShouldBe(await theirs.MonthlyListenersAsync(EveryTrack.ArtistOf(track)));
        }
    }
}
