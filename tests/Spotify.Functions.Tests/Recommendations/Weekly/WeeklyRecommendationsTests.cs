using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Listeners;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>A week from everybody's plays to everybody's lists.</summary>
public sealed class WeeklyRecommendationsTests
{
    [Fact]
    public async Task Everybody_gets_thirty_tracks_never_heard_before_and_most_are_of_the_kind_that_he_likes()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        var outcome = await harness.MakeAsync();

        (outcome.Refusal, outcome.Listeners, outcome.Full).ShouldBe((null, 90, 90));
        outcome.Model!.Serving.ShouldBe("recommendations-2026-W49");
        outcome.Measured!.New!.Listeners.ShouldBe(45);
        outcome.Measured.New.Recall.ShouldBeGreaterThan(2 * outcome.Measured.Popular!.Recall);
        foreach (var listener in harness.World.Listeners)
        {
            var list = (await harness.ListAsync(listener))!;
            list.Items.Count.ShouldBe(DiscoverWeekly.Length);
            list.Items.Select(item => item.Track).ShouldBeUnique();
            list.Items.Select(item => item.Track).ShouldNotContain(track => harness.World.Plays.Any(play => play.Listener == listener && play.Track == track));
            list.Items.Count(item => item.Slot == ListSlot.Explore).ShouldBe(DiscoverWeekly.Explored);
            list.Items.ShouldAllBe(item => item.Propensity > 0 && item.Propensity <= 1);
            list.Items.Count(item => TasteWorld.KindOfTrack(item.Track) == TasteWorld.KindOf(listener)).ShouldBeGreaterThan(17);
        }
    }

    [Theory]
    [InlineData("1024")]
    [InlineData("0")]
    public async Task What_is_learned_by_blocks_in_memory_or_against_mapped_files_is_bit_for_bit_what_one_process_learns(string sideMegabytes)
    {
        await using var harness = await WeeklyHarness.PlayedAsync(ranges: 4, listenerBlocks: 3, tracksInBlock: 50);
        harness.Settings["Recommendations:SideMegabytes"] = sideMegabytes;
        harness.Restart();
        await harness.MakeAsync();

        var model = (await harness.Get<ModelRegistry>().FindPublishedAsync(default))!;
        var (rows, at) = (ItemTable.Of(TasteWorld.Tracks.Select(TasteWorld.KeyOf)), harness.Clock.GetUtcNow());
        var maker = new SnapshotMaker(at, at.AddDays(-7), TimeSpan.FromDays(60));
        var taste = harness.Get<Functions.Telemetry.Taste.ITaste>();
        var listeners = new List<ListenerSnapshot>();
        foreach (var name in harness.World.Listeners)
        {
            var identity = (await harness.Get<IListeners>().FindAsync(name, default))!;
            var plays = await taste.GetHistoryAsync(name, at.AddDays(-180), at);
            listeners.Add(maker.Make(Functions.Recommendations.Snapshot.ListenerReading.PseudonymOf(identity, WeeklyHarness.Week), plays, [], await taste.GetFirstListensAsync(name)));
        }

        var pairs = listeners.OrderBy(listener => listener.Listener).SelectMany((listener, row) =>
            listener.Tastes.Where(entry => entry.Trained > 0).Select(entry => new Interaction(row, rows.RowOf(entry.Track), entry.Trained)));
        var alone = Ials.Train(Interactions.Of(listeners.Count, rows.Count, pairs), model.Training);
        using var bytes = new MemoryStream();
        alone.Tracks.WriteTo(bytes);
        harness.Files.Files[model.VectorsFile.Name].ShouldBe(bytes.ToArray());
        model.Pairs.ShouldBe(90 * 15);
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(7, 5, 31)]
    public async Task Into_however_many_ranges_and_blocks_it_is_cut_the_lists_are_the_same(int ranges, int listenerBlocks, int tracksInBlock)
    {
        await using var one = await WeeklyHarness.PlayedAsync();
        await using var other = await WeeklyHarness.PlayedAsync(ranges: ranges, listenerBlocks: listenerBlocks, tracksInBlock: tracksInBlock);
        await one.MakeAsync();
        await other.MakeAsync();
        (await other.ListsAsync()).ShouldBe(await one.ListsAsync());
    }

    [Fact]
    public async Task A_step_that_is_done_again_changes_nothing()
    {
        await using var once = await WeeklyHarness.PlayedAsync();
        await using var twice = await WeeklyHarness.PlayedAsync();
        await once.MakeAsync();
        await twice.MakeAsync(times: 2);
        (await twice.ListsAsync()).ShouldBe(await once.ListsAsync());
    }

    [Fact]
    public async Task A_run_that_dies_at_any_of_its_writes_and_begins_again_ends_with_the_same_lists()
    {
        await using var undisturbed = await WeeklyHarness.PlayedAsync();
        await undisturbed.MakeAsync();
        var (expected, writes) = (await undisturbed.ListsAsync(), undisturbed.Life.Writes);

        await using var harness = await WeeklyHarness.PlayedAsync();
        for (var death = 1; death < writes; death += TestSupport.TestScale.Of(5, 1))
        {
            harness.Life.DieAfter(death);
            await Should.ThrowAsync<OperationCanceledException>(() => harness.MakeAsync());
            harness.Restart();
            foreach (var list in await harness.ListsAsync())
                list.Value.ShouldBe(expected[list.Key]);
        }

        await harness.MakeAsync();
        (await harness.ListsAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task What_was_on_the_way_is_removed_and_the_model_stays()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        harness.Files.Files.Keys.Order(StringComparer.Ordinal).ShouldBe(((string[])["content", "neighbours", "tracks", "vectors"]).Select(name => "recommendations/models/recommendations-2026-W49/" + name));
        harness.LastStory.Progress.Select(progress => progress.Step).Distinct().ShouldBe(
        [
            "beginning", "reading listeners", "joining blocks", "learning, sweep 1 of 4", "learning, sweep 2 of 4", "learning, sweep 3 of 4", "learning, sweep 4 of 4",
            "linking tracks", "learning descriptions", "learning sound", "measuring", "making lists",
        ]);
    }

    [Fact]
    public async Task Everybody_whose_list_is_written_is_announced_and_lists_do_not_wait_for_a_hub_that_is_away()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        harness.Announced.All.SelectMany(one => one.Listeners).ShouldBe(harness.World.Listeners, ignoreOrder: true);
        harness.Announced.All.ShouldAllBe(one => one.Week == WeeklyHarness.Week && one.List == "discover_weekly");
        harness.Announced.Fails = true;
        (await harness.MakeAsync("2026-W50")).Full.ShouldBe(90);
        harness.Log.ShouldContain(line => line.Event == 6406);
        ListAnnouncement.TryRead("{}"u8).ShouldBeNull();
        ListAnnouncement.TryRead("no"u8).ShouldBeNull();
    }

    [Fact]
    public async Task No_file_of_a_run_names_a_listener()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        harness.Life.DieAfter(25);
        await Should.ThrowAsync<OperationCanceledException>(() => harness.MakeAsync());
        harness.Files.Files.Keys.ShouldContain(name => name.Contains("/listeners/"));
        foreach (var file in harness.Files.Files.Values)
            System.Text.Encoding.Latin1.GetString(file).ShouldNotContain("listener-");
    }

    [Fact]
    public async Task A_model_that_is_worse_is_refused_by_name_and_lists_are_made_with_the_one_before()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var good = await harness.ListsAsync();
        (harness.Settings["Recommendations:Dimensions"], harness.Settings["Recommendations:Regularization"], harness.Settings["Recommendations:Sweeps"], harness.Settings["Recommendations:Neighbours"]) = ("1", "1", "1", "0");
        harness.Restart();
        var outcome = await harness.MakeAsync(replay: "worse");

        outcome.Model!.Refusal.ShouldNotBeNull().ShouldStartWith("Its NDCG@20 is ");
        (outcome.Model.Version, outcome.Model.Serving).ShouldBe(("recommendations-2026-W49-worse", "recommendations-2026-W49"));
        outcome.Measured!.Published!.Ndcg.ShouldBeGreaterThan(outcome.Measured.New!.Ndcg);
        (await harness.ListsAsync()).ShouldBe(good);
        var registry = harness.Get<ModelRegistry>();
        (await registry.FindPublishedAsync(default))!.Version.ShouldBe("recommendations-2026-W49");
        var kept = (await registry.FindAsync("recommendations-2026-W49-worse", default))!;
        (kept.State, kept.Refusal, kept.Against).ShouldBe((ModelState.Refused, outcome.Model.Refusal, "recommendations-2026-W49"));
        harness.Files.Files.ShouldContainKey(kept.VectorsFile.Name);
        harness.Log.ShouldContain(line => line.Event == 6403);
    }

    [Fact]
    public async Task A_model_of_an_earlier_week_never_takes_the_place_of_a_later_one()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync("2026-W50");
        await harness.MakeAsync("2026-W49");
        (await harness.Get<ModelRegistry>().FindPublishedAsync(default))!.Week.ShouldBe("2026-W50");
    }

    [Fact]
    public async Task Who_was_erased_meanwhile_gets_no_list_and_nobody_else_another()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var before = await harness.ListsAsync();

        await using var other = await WeeklyHarness.PlayedAsync();
        await other.Get<IListeners>().EraseAsync("listener-4", default);
        (await other.MakeAsync()).Listeners.ShouldBe(89);
        (await other.ListsAsync()).ShouldNotContainKey("listener-4");
        before.ShouldContainKey("listener-4");
    }

    [Fact]
    public async Task Nothing_explicit_blocked_or_unlicensed_comes_onto_a_list()
    {
        var world = new TasteWorld();
        await using var harness = await WeeklyHarness.PlayedAsync(await PlayedAsync(world));
        await harness.MakeAsync();
        var list = (await harness.ListAsync("listener-0"))!;
        list.Items.Select(item => item.Track).ShouldNotContain(TasteWorld.TrackOf(1));
        var blocked = Enumerable.Range(TasteWorld.TracksOfArtist * 5, TasteWorld.TracksOfArtist).Select(TasteWorld.TrackOf).ToList();
        list.Items.ShouldNotContain(item => blocked.Contains(item.Track));
        list.Items.ShouldNotContain(item => world.Explicit.Contains(item.Track));
        (await harness.ListAsync("listener-3"))!.Items.ShouldContain(item => world.Explicit.Contains(item.Track));

        static Task<TasteWorld> PlayedAsync(TasteWorld world)
        {
            var now = new DateTimeOffset(2026, 11, 29, 1, 0, 0, TimeSpan.Zero);
            world.PlayWeeks(now);
            world.FilteringListeners.Add("listener-0");
            for (var number = 6; number < TasteWorld.TracksOfKind; number += 4)
                world.Explicit.Add(TasteWorld.TrackOf(number));
            world.Signals.Add(("listener-0", new Signal { Id = "1", Type = "block", Action = "block", Uri = "spotify:track:" + TasteWorld.TrackOf(1), At = now.AddDays(-2) }));
            world.Signals.Add(("listener-0", new Signal { Id = "2", Type = "block", Action = "block", Uri = "spotify:artist:" + TasteWorld.ArtistOf(5), At = now.AddDays(-40) }));
            return Task.FromResult(world);
        }
    }

    [Fact]
    public async Task One_who_plays_without_end_and_a_ring_of_bots_take_fewer_than_six_of_thirty_tracks_of_his_kind_from_any_list()
    {
        await using var clean = await WeeklyHarness.PlayedAsync();
        await clean.MakeAsync();

        var world = new TasteWorld();
        var now = clean.Clock.GetUtcNow();
        world.PlayWeeks(now);
        // A million minutes of music in a week, and five accounts that play one track of another kind all day.
        for (var play = 0; play < 3_000; play++)
            world.Plays.Add(("endless-1", TasteWorld.TrackOf(play % (TasteWorld.Kinds * TasteWorld.TracksOfKind)), now.AddDays(-20).AddMinutes(play), 1));
        for (var bot = 0; bot < 5; bot++)
        {
            for (var play = 0; play < 400; play++)
                world.Plays.Add(($"bot-{bot}", TasteWorld.TrackOf(play % 2 == 0 ? 0 : 70), now.AddDays(-12).AddMinutes(3 * play), 1));
        }

        await using var poisoned = await WeeklyHarness.PlayedAsync(world);
        await poisoned.MakeAsync();
        foreach (var listener in clean.World.Listeners)
        {
            var kind = TasteWorld.KindOf(listener);
            var (before, after) = ((await clean.ListAsync(listener))!.Items, (await poisoned.ListAsync(listener))!.Items);
            after.Count(item => TasteWorld.KindOfTrack(item.Track) == kind).ShouldBeGreaterThan(before.Count(item => TasteWorld.KindOfTrack(item.Track) == kind) - 6);
        }
    }

    [Fact]
    public async Task Where_nobody_has_played_anything_it_says_so()
    {
        await using var harness = await WeeklyHarness.PlayedAsync(new TasteWorld(listeners: 0));
        (await harness.MakeAsync()).Refusal.ShouldBe("Nobody has played anything.");
        (await harness.Get<ModelRegistry>().FindPublishedAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_week_of_history_that_cannot_be_read_hides_itself_alone()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.Store.WriteAsync(Functions.Platform.Documents.DocumentContainer.Users, "listener-7", Functions.Platform.Documents.DocumentOperation.Upsert("listens:2026-W46", new { type = "listens", data = 17 }));
        (await harness.MakeAsync()).Listeners.ShouldBe(90);
        harness.Log.ShouldContain(line => line.Event == 5164 && line.Text.Contains("listens:2026-W46"));
    }
}
