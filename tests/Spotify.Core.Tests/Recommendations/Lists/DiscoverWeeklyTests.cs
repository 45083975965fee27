using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

public sealed class DiscoverWeeklyTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Whatever_the_candidates_nothing_was_heard_is_blocked_or_unlicensed_no_artist_has_more_than_two_and_a_fifth_is_drawn() =>
        Prop.ForAll(Seeds, CheckList).QuickCheckThrowOnFailure();

    [Fact]
    public void The_best_by_every_signal_scores_no_more_than_1_whatever_rounding_makes_of_the_weights() => CheckList(1150078401);

    private static void CheckList(int seed)
    {
        var (count, artists) = (1 + (seed % 400), 1 + (seed / 7 % 80));
        var candidates = Made.Candidates(seed, count, artists);
        var taste = Made.RandomListener(seed, count, artists);
        var list = DiscoverWeekly.Make(taste, candidates, BlendWeights.Default, Made.Monday, 9).Items;

        var byTrack = candidates.ToDictionary(candidate => candidate.Track);
        var chosen = list.Select(item => byTrack[item.Track]).ToList();
        list.Select(item => item.Track).ShouldBeUnique();
        chosen.ShouldAllBe(track => track.Licensed && !taste.Heard.Contains(track.Track) && !taste.BlockedTracks.Contains(track.Track)
            && !track.Artists.Any(taste.BlockedArtists.Contains) && (taste.AllowsExplicit || !track.Explicit));
        chosen.SelectMany(track => track.Artists.Distinct()).CountBy(artist => artist).ShouldAllBe(artist => artist.Value <= 2);
        list.Count(item => item.Slot == ListSlot.Explore).ShouldBe(list.Count / 5);
        list.ShouldAllBe(item => item.Propensity > 0 && item.Propensity <= 1 && (item.Slot == ListSlot.Explore || item.Propensity == 1) && item.Score >= 0 && item.Score <= 1);

        // Tracks with one artist alone are enough for 30: then there are 30.
        var single = candidates.Where(track => track.Artists.Distinct().Count() == 1 && taste.Admits(track) && !taste.Knows(track.Track)).CountBy(track => track.Artists[0]).Sum(artist => Math.Min(2, artist.Value));
        list.Count.ShouldBeInRange(Math.Min(30, single), 30);
    }

    [Fact]
    public void The_order_of_candidates_changes_nothing_and_other_ids_change_nothing_but_the_ids() => Prop.ForAll(Seeds, seed =>
    {
        var candidates = Made.Candidates(seed, 200, 60);
        var taste = Made.RandomListener(seed, 200, 60);
        var list = DiscoverWeekly.Make(taste, candidates, BlendWeights.Default, Made.Monday, 9);

        var shuffled = candidates.ToArray();
        new SeededRandom((ulong)seed).Shuffle(shuffled.AsSpan());
        DiscoverWeekly.Make(taste, shuffled, BlendWeights.Default, Made.Monday, 9).Items.ShouldBe(list.Items);

        var renamed = candidates.Select(track => track with { Track = Renamed(track.Track) }).ToList();
        var same = taste with { Heard = taste.Heard.Select(Renamed).ToHashSet(), BlockedTracks = taste.BlockedTracks.Select(Renamed).ToHashSet() };
        DiscoverWeekly.Make(same, renamed, BlendWeights.Default, Made.Monday, 9).Items.ShouldBe(list.Items.Select(item => item with { Track = Renamed(item.Track) }));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Listeners_draw_for_themselves_and_another_week_draws_anew()
    {
        var candidates = Made.Candidates(1, 400, 200);
        var drawn = new[] { (1, 9UL), (2, 9UL), (1, 10UL) }
            .Select(one => DiscoverWeekly.Make(Made.Listener(one.Item1), candidates, BlendWeights.Default, Made.Monday, one.Item2).Items
                .Where(item => item.Slot == ListSlot.Explore).Select(item => item.Track.Value).Order().ToArray())
            .ToList();
        drawn[1].ShouldNotBe(drawn[0]);
        drawn[2].ShouldNotBe(drawn[0]);
    }

    [Fact]
    public void The_propensity_that_is_logged_is_how_probable_the_draw_was()
    {
        // 24 of 60 are picked; from the other 36 six are drawn. One over the propensity of a draw is on average the number of tracks that it was drawn from.
        var candidates = Enumerable.Range(0, 60).Select(i => Made.Candidate(i, i, i)).ToList();
        const int Listeners = 600;
        var (inverse, drawn) = (0.0, new Dictionary<TrackKey, int>());
        for (var listener = 0; listener < Listeners; listener++)
        {
            foreach (var item in DiscoverWeekly.Make(Made.Listener(listener), candidates, BlendWeights.Default, Made.Monday, 3).Items.Where(one => one.Slot == ListSlot.Explore))
            {
                inverse += 1 / item.Propensity / Listeners;
                drawn[item.Track] = drawn.GetValueOrDefault(item.Track) + 1;
            }
        }

        inverse.ShouldBe(36 + 35 + 34 + 33 + 32 + 31, tolerance: 8);

        // Better tracks are drawn more often, and there is none that is never drawn.
        var counts = drawn.OrderBy(one => one.Key.Value).Select(one => one.Value).ToArray();
        counts.Length.ShouldBe(36);
        counts[^12..].Sum().ShouldBeGreaterThan(counts[..12].Sum() * 5 / 4);
    }

    [Fact]
    public void A_track_that_did_well_in_exploration_is_drawn_more_often_than_one_that_did_badly()
    {
        var candidates = Enumerable.Range(0, 60).Select(i => Made.Candidate(i, i, i) with { Explored = 20, ExploredWell = i % 2 == 0 ? 18 : 2 }).ToList();
        var drawn = Enumerable.Range(0, 50).SelectMany(listener => DiscoverWeekly.Make(Made.Listener(listener), candidates, BlendWeights.Default, Made.Monday, 3).Items)
            .Where(item => item.Slot == ListSlot.Explore).CountBy(item => (ulong)(item.Track.Value >> 64) % 2).ToDictionary();
        drawn[0].ShouldBeGreaterThan(3 * drawn[1]);
    }

    [Fact]
    public void Two_of_the_six_that_are_drawn_are_tracks_that_nobody_has_played_however_many_better_known_ones_there_are()
    {
        List<Candidate> candidates = [.. Enumerable.Range(0, 200).Select(i => Made.Candidate(i, i, i) with { Content = i }), .. Enumerable.Range(300, 40).Select(i => Made.Candidate(i, i) with { Collaborative = null, Content = 0 })];
        var drawn = DiscoverWeekly.Make(Made.Listener(), candidates, BlendWeights.Default, Made.Monday, 3).Items.Where(item => item.Slot == ListSlot.Explore).ToList();
        drawn.Count.ShouldBe(6);
        drawn.Count(item => (ulong)(item.Track.Value >> 64) >= 300).ShouldBe(2);
    }

    [Fact]
    public void A_new_track_of_a_followed_artist_comes_in_and_says_so_and_an_old_one_does_not()
    {
        var others = Enumerable.Range(0, 60).Select(i => Made.Candidate(i, i, 1 + i)).ToList();
        var newest = Made.Candidate(100, 100, 38) with { Released = Made.Monday.AddDays(-27) };
        var taste = Made.Listener() with { FollowedArtists = new HashSet<string> { Made.Artist(100) } };
        var item = DiscoverWeekly.Make(taste, [.. others, newest], BlendWeights.Default, Made.Monday, 1).Items.Single(one => one.Track == newest.Track);
        (item.Slot, item.Reason).ShouldBe((ListSlot.Exploit, new ListReason(ReasonKind.NewFromFollowed, "spotify:artist:artist100")));

        foreach (var released in new[] { Made.Monday.AddDays(-28), Made.Monday.AddDays(1) })
        {
            DiscoverWeekly.Make(taste, [.. others, newest with { Released = released }], BlendWeights.Default, Made.Monday, 1).Items
                .ShouldNotContain(one => one.Reason.Kind == ReasonKind.NewFromFollowed);
        }
    }

    [Fact]
    public void Each_track_names_the_signal_that_gave_most_and_the_fact_that_goes_with_it()
    {
        var played = new ListReason(ReasonKind.BecauseYouPlayed, "spotify:track:x", "Some song");
        List<Candidate> candidates =
        [
            Made.Candidate(1, 1, 5) with { Facts = [played] },
            new() { Track = Made.Track(2), Artists = ["b"], Licensed = true, Popularity = 7 },
            new() { Track = Made.Track(3), Artists = ["c"], Licensed = true, Audio = 7, Collaborative = -100 },
            new() { Track = Made.Track(4), Artists = ["d"], Licensed = true, Audio = 1, Popularity = 1 },
        ];
        var reasons = DiscoverWeekly.Make(Made.Listener(), candidates, BlendWeights.Default, Made.Monday, 1).Items.ToDictionary(item => item.Track, item => item.Reason);
        reasons[Made.Track(1)].ShouldBe(played);
        reasons[Made.Track(2)].ShouldBe(new ListReason(ReasonKind.PopularNow));
        reasons[Made.Track(3)].ShouldBe(new ListReason(ReasonKind.SoundsAlike));
    }

    [Fact]
    public void Tracks_that_are_all_alike_make_room_for_others_of_nearly_the_same_score()
    {
        // 40 of one kind a little better than 20 of another.
        var candidates = Enumerable.Range(0, 60).Select(i => Made.Candidate(i, i, 100 - i) with { Vector = i < 40 ? new float[] { 1, 0 } : new float[] { 0, 1 } }).ToList();
        var exploited = DiscoverWeekly.Make(Made.Listener(), candidates, BlendWeights.Default, Made.Monday, 1).Items.Where(item => item.Slot == ListSlot.Exploit).ToList();
        exploited.Count(item => candidates.Single(one => one.Track == item.Track).Vector.Span[1] == 1).ShouldBeGreaterThan(0);
        exploited.ShouldContain(item => item.Track == Made.Track(0));
    }

    private static TrackKey Renamed(TrackKey track) => new(track.Value * 0x9E3779B97F4A7C15 ^ 0x1234567);
}
