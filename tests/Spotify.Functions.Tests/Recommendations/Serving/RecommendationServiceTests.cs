using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Serving;

/// <summary>What listeners get, whatever is there and whatever fails.</summary>
public sealed class RecommendationServiceTests
{
    private static readonly TimeSpan ToMonday = TimeSpan.FromHours(28);

    [Fact]
    public async Task On_Monday_morning_where_the_listener_lives_this_weeks_list_takes_the_place_of_last_weeks()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync("2026-W48");
        await harness.MakeAsync();
        var service = harness.Get<IRecommendations>();

        // Sunday, 18:00 UTC: six on Monday morning in Kiribati, Sunday evening in Sweden.
        harness.Clock.Advance(TimeSpan.FromHours(17));
        (await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1", "KI"))).Week.ShouldBe("2026-W49");
        var sweden = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"));
        (sweden.Week, sweden.Source, sweden.Items.Count).ShouldBe(("2026-W48", ListSource.ThisWeek, 30));
        harness.Clock.Advance(TimeSpan.FromHours(10));
        (await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"))).Week.ShouldBe("2026-W49");
    }

    [Fact]
    public async Task Without_this_weeks_list_last_weeks_is_served_and_without_that_what_is_popular()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var service = harness.Get<IRecommendations>();
        harness.Clock.Advance(ToMonday + TimeSpan.FromDays(7));
        var late = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"));
        (late.Week, late.Source).ShouldBe(("2026-W49", ListSource.LastWeek));

        var stranger = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("nobody"));
        (stranger.Week, stranger.Source, stranger.Items.Count).ShouldBe((null, ListSource.Popular, 30));
    }

    [Fact]
    public async Task When_the_store_fails_what_was_read_before_is_served_and_to_others_what_is_popular()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var service = harness.Get<IRecommendations>();
        harness.Clock.Advance(ToMonday);
        var before = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"));
        harness.Life.DieAfter(0);
        var after = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"));
        after.Items.Select(item => item.Item.Track).ShouldBe(before.Items.Select(item => item.Item.Track));
        (await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-2"))).Source.ShouldBe(ListSource.Popular);
        harness.Log.ShouldContain(line => line.Event == 6412);
    }

    [Fact]
    public async Task When_nothing_works_the_list_is_empty_and_no_error()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        harness.World.ChartsFail = true;
        harness.Life.DieAfter(0);
        var service = harness.Get<IRecommendations>();
        (await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"))).Items.ShouldBeEmpty();
        (await service.CandidatesAsync(WeeklyHarness.CallerOf("listener-1"), new CandidateOptions())).ShouldBeNull();
    }

    [Fact]
    public async Task What_may_not_be_heard_any_more_is_replaced_from_the_reserve()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var list = (await harness.ListAsync("listener-1"))!;
        harness.Clock.Advance(ToMonday);
        harness.World.Withdraw(list.Items[0].Track);
        harness.World.Explicit.Add(list.Items[1].Track);
        var (artist, track) = ((await harness.World.FindTrackAsync(list.Items[2].Track))!.Track.Artists[0].Id, list.Items[3].Track);
        harness.World.Signals.Add(("listener-1", new Signal { Id = "1", Type = "block", Action = "block", Uri = "spotify:artist:" + artist, At = harness.Clock.GetUtcNow().AddMinutes(-5) }));
        harness.World.Signals.Add(("listener-1", new Signal { Id = "2", Type = "block", Action = "block", Uri = "spotify:track:" + track, At = harness.Clock.GetUtcNow().AddMinutes(-4) }));
        await harness.World.StoreAsync(harness.Store);

        var served = await harness.Get<IRecommendations>().DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1", filtersExplicit: true));
        served.Items.Count.ShouldBe(30);
        var tracks = served.Items.Select(item => item.Track.Track.Id).ToList();
        tracks.ShouldBeUnique();
        foreach (var gone in list.Items.Take(4))
            tracks.ShouldNotContain(gone.Track);
        served.Items.ShouldNotContain(item => item.Track.Track.Artists[0].Id == artist);
        tracks.Intersect(list.Reserve.Select(item => item.Track)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Tracks_that_the_catalogue_does_not_answer_for_are_left_out_after_one_patience_for_all_of_them()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        var items = Enumerable.Range(0, 5).Select(number => new ListItem(TasteWorld.KeyOf(TasteWorld.TrackOf(number)), new ListReason(ReasonKind.PopularNow))).ToList();
        harness.World.Hanging.UnionWith([TasteWorld.TrackOf(1), TasteWorld.TrackOf(3), TasteWorld.TrackOf(4)]);

        var showing = harness.Get<IRecommendations>().ShowAsync(WeeklyHarness.CallerOf("listener-1"), items);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(new ServingOptions().PatienceMs));

        (await showing.WaitAsync(TimeSpan.FromSeconds(30))).Select(one => one.Item).ShouldBe([items[0], items[2]]);
    }

    [Fact]
    public async Task Where_a_track_is_not_licensed_it_is_not_served()
    {
        var world = new TasteWorld(grantedTo: "SE");
        world.PlayWeeks(new DateTimeOffset(2026, 11, 29, 1, 0, 0, TimeSpan.Zero));
        await using var harness = await WeeklyHarness.PlayedAsync(world);
        await harness.MakeAsync();
        harness.Clock.Advance(ToMonday);
        (await harness.Get<IRecommendations>().DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1", "DE"))).Items.ShouldBeEmpty();
        (await harness.Get<IRecommendations>().DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-1"))).Items.Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_stranger_who_plays_some_tracks_of_a_kind_is_known_by_it_at_the_next_request()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        await harness.Get<ServingModel>().RefreshAsync();
        var service = harness.Get<IRecommendations>();
        for (var number = 60; number < 66; number++)
            harness.World.Plays.Add(("newcomer-0", TasteWorld.TrackOf(number), harness.Clock.GetUtcNow().AddMinutes(-40 + (number - 60) * 4), 1));
        await harness.World.StoreAsync(harness.Store);

        var found = (await service.CandidatesAsync(WeeklyHarness.CallerOf("newcomer-0"), new CandidateOptions { Collaborative = 20, Content = 0, Audio = 0, Popular = 0 })).ShouldNotBeNull();
        found.Taste.Heard.Count.ShouldBe(6);
        found.Candidates.Count.ShouldBe(20);
        found.Candidates.Count(candidate => TasteWorld.KindOfTrack(candidate.Track.ToString()) == 1).ShouldBeGreaterThan(15);
        found.Candidates.ShouldNotContain(candidate => found.Taste.Heard.Contains(candidate.Track));
        found.Candidates.ShouldAllBe(candidate => candidate.Licensed);
    }
}
