using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

public sealed class ProductsTests
{
    private static readonly DateOnly Friday = Made.Monday.AddDays(4);

    [Fact]
    public void Whatever_the_candidates_no_product_gives_what_is_unlicensed_blocked_or_unwanted_or_one_track_twice() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var candidates = Made.Candidates(seed, 1 + (seed % 250), 40);
        var taste = Made.RandomListener(seed, 250, 40) with { Engagement = Engaged(candidates.Take(40)) };
        var byTrack = candidates.ToDictionary(one => one.Track);
        var playlist = candidates.Take(5).Select(one => one.Track).ToList();
        var radio = Radio.Next(taste, candidates, BlendWeights.Default, new RadioSession { SeedTrack = playlist[0], Given = [.. playlist.Skip(1)], Seed = candidates[0].Vector }, new ListReason(ReasonKind.SoundsAlike));
        var enhanced = Additions.Enhance(taste, candidates, BlendWeights.Default, playlist, 10);
        var mixes = DailyMix.Make(taste, candidates, BlendWeights.Default, Friday, 5);
        MadeList[] all =
        [
            ReleaseRadar.Make(taste, candidates, BlendWeights.Default, Friday),
            Welcome.Make(taste, candidates, BlendWeights.Default),
            Additions.BecauseYouPlayed(taste, candidates, BlendWeights.Default, playlist[0], "x", 20),
            radio,
            enhanced,
            .. mixes,
        ];
        foreach (var list in all)
        {
            list.Items.Select(item => item.Track).ShouldBeUnique();
            list.Items.Select(item => byTrack[item.Track]).ShouldAllBe(one => taste.Admits(one));
        }

        mixes.Count.ShouldBeLessThanOrEqualTo(6);
        mixes.SelectMany(mix => mix.Items).Select(item => item.Track).ShouldBeUnique();
        enhanced.Items.Select(item => item.Track).Intersect(playlist).ShouldBeEmpty();
        radio.Items.Select(item => item.Track).Intersect(playlist.Skip(1)).ShouldBeEmpty();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Release_Radar_gives_followed_artists_first_and_of_others_only_what_is_two_weeks_old()
    {
        var taste = Made.Listener() with { FollowedArtists = new HashSet<string> { Made.Artist(1) }, Heard = new HashSet<TrackKey> { Made.Track(5) } };
        var list = ReleaseRadar.Make(
            taste,
            [
                Out(1, artist: 1, days: 20), // followed, within four weeks
                Out(2, artist: 1, days: 28), // followed, too old
                Out(3, artist: 2, days: 13) with { Collaborative = 9 }, // not followed, new
                Out(4, artist: 2, days: 14), // not followed, too old
                Out(5, artist: 1, days: 1), // heard
                Out(6, artist: 3, days: -1), // not out yet
            ],
            BlendWeights.Default,
            Friday);
        list.Items.Select(item => (item.Track, item.Reason.Kind, item.Reason.Uri)).ShouldBe(
        [
            (Made.Track(1), ReasonKind.NewFromFollowed, "spotify:artist:artist1"),
            (Made.Track(3), ReasonKind.NewFromAlike, "spotify:artist:artist2"),
        ]);
    }

    [Fact]
    public void Daily_Mixes_are_the_parts_of_a_taste_two_thirds_familiar_and_the_rest_new_and_near()
    {
        // Three kinds at right angles: 30, 20 and 10 liked tracks, and 30 unheard of each; and one that nobody can place.
        var candidates = new List<Candidate>();
        var liked = new Dictionary<TrackKey, double>();
        for (var kind = 0; kind < 3; kind++)
        {
            for (var i = 0; i < 60 - (10 * kind); i++)
            {
                var number = (kind * 100) + i;
                candidates.Add(Kind(number, number / 2, kind));
                if (i < 30 - (10 * kind))
                    liked[Made.Track(number)] = 1;
            }
        }

        var taste = Made.Listener() with { Engagement = liked };
        var mixes = DailyMix.Make(taste, candidates, BlendWeights.Default, Friday, 5);
        var kinds = mixes.Select(mix => mix.Items.Select(item => NumberOf(item.Track) / 100).Distinct().Single()).ToList();
        kinds.Distinct().Order().ShouldBe([0, 1, 2]);
        foreach (var mix in mixes)
        {
            var known = mix.Items.Count(item => item.Reason.Kind == ReasonKind.Favourite);
            known.ShouldBeInRange(3, mix.Items.Count);
            mix.Items.Count.ShouldBe(known + ((known + 1) / 2));
            mix.Items.Where(item => item.Reason.Kind == ReasonKind.Favourite).ShouldAllBe(item => liked.ContainsKey(item.Track));
        }

        DailyMix.Make(Made.Listener(), candidates, BlendWeights.Default, Friday, 5).ShouldBeEmpty();
    }

    [Fact]
    public void Radio_begins_with_its_seed_stays_near_it_and_turns_away_from_what_was_skipped()
    {
        // The seed lies between two kinds.
        List<Candidate> candidates =
        [
            Kind(0, 900, 0) with { Vector = new[] { 1f, 1f, 0f } },
            .. Enumerable.Range(1, 60).Select(i => Kind(i, i, 0)),
            .. Enumerable.Range(101, 60).Select(i => Kind(i, i, 1)),
            .. Enumerable.Range(201, 60).Select(i => Kind(i, i, 2)),
        ];
        var session = new RadioSession { SeedTrack = Made.Track(0), Seed = candidates[0].Vector };
        var reason = new ListReason(ReasonKind.SoundsAlike, "spotify:track:x");
        var first = Radio.Next(Made.Listener(), candidates, BlendWeights.Default, session, reason).Items;
        first.Count.ShouldBe(Radio.Batch);
        first[0].Track.ShouldBe(Made.Track(0));
        first.ShouldAllBe(item => NumberOf(item.Track) < 200 && item.Reason == reason);

        var skipped = first.Where(item => NumberOf(item.Track) is > 0 and < 100).Select(item => item.Track).ToList();
        skipped.ShouldNotBeEmpty();
        first.ShouldContain(item => NumberOf(item.Track) > 100);
        var second = Radio.Next(Made.Listener(), candidates, BlendWeights.Default, session with { Given = [.. first.Select(item => item.Track)], Skipped = skipped }, reason).Items;
        second.Count.ShouldBe(Radio.Batch);
        second.Count(item => NumberOf(item.Track) is > 100 and < 200).ShouldBeGreaterThan(27);
    }

    [Fact]
    public void Additions_are_near_to_a_part_of_the_playlist_at_least()
    {
        List<Candidate> candidates = [.. Enumerable.Range(0, 20).Select(i => Kind(i, i, 0)), .. Enumerable.Range(100, 20).Select(i => Kind(i, i, 1)), .. Enumerable.Range(200, 20).Select(i => Kind(i, i, 2))];
        var added = Additions.Enhance(Made.Listener(), candidates, BlendWeights.Default, [Made.Track(0), Made.Track(1), Made.Track(100), Made.Track(101)], 30).Items;
        added.Count.ShouldBe(30);
        added.ShouldAllBe(item => NumberOf(item.Track) < 200 && item.Reason.Kind == ReasonKind.FitsPlaylist);

        var taste = Made.Listener() with { Heard = new HashSet<TrackKey> { Made.Track(2) } };
        var because = Additions.BecauseYouPlayed(taste, candidates, BlendWeights.Default, Made.Track(0), "Song", 18);
        because.Items.ShouldAllBe(item => NumberOf(item.Track) > 2 || NumberOf(item.Track) == 1);
        because.Items[0].Reason.ShouldBe(new ListReason(ReasonKind.BecauseYouPlayed, "spotify:track:" + Made.Track(0), "Song"));
        Should.Throw<ArgumentOutOfRangeException>(() => Additions.Enhance(taste, candidates, BlendWeights.Default, [], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Additions.Enhance(taste, candidates, BlendWeights.Default, [], 31));
    }

    [Fact]
    public void Top_songs_are_what_is_liked_and_a_rewind_is_what_was_heard_often_and_not_for_two_months()
    {
        var now = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        TrackEngagement[] engagement =
        [
            new(Made.Track(1), 5, 9, 9, now.AddDays(-1)),
            new(Made.Track(2), 2, 4, 3, now.AddDays(-60)),
            new(Made.Track(3), 1, 9, 8, now.AddDays(-90)),
            new(Made.Track(4), 1, 9, 2, now.AddDays(-90)),
            new(Made.Track(5), 1, 9, 9, now.AddDays(-59)),
            new(Made.Track(6), 1, 9, 9, now.AddDays(-90)),
            new(Made.Track(7), -1, 9, 9, now.AddDays(-90)),
        ];
        TopSongs.Top(engagement, track => track != Made.Track(6)).Items.Select(item => NumberOf(item.Track)).ShouldBe([1, 2, 3, 4, 5]);
        TopSongs.Rewind(engagement, track => track != Made.Track(6), now).Items.Select(item => NumberOf(item.Track)).ShouldBe([3, 2]);
    }

    [Fact]
    public void A_new_listener_gets_what_he_picked_twice_in_three_and_what_is_popular_for_the_rest()
    {
        var picked = new ListReason(ReasonKind.Picked, "spotify:artist:a", "A");
        List<Candidate> candidates = [.. Enumerable.Range(0, 40).Select(i => Made.Candidate(i, i / 2) with { Facts = [picked] }), .. Enumerable.Range(100, 40).Select(i => Made.Candidate(i, i) with { Popularity = i })];
        var list = Welcome.Make(Made.Listener(), candidates, BlendWeights.Default).Items;
        list.Count.ShouldBe(30);
        list.Count(item => item.Reason == picked).ShouldBe(20);
        list.Where(item => item.Reason != picked).ShouldAllBe(item => item.Reason.Kind == ReasonKind.PopularNow);
        Welcome.Make(Made.Listener(), candidates[40..], BlendWeights.Default).Items.Count.ShouldBe(30);
    }

    [Fact]
    public void The_home_page_knows_the_day_the_hour_and_the_car_and_shows_no_empty_shelf()
    {
        MadeList[] lists = [.. new[] { ListKind.Popular, ListKind.DiscoverWeekly, ListKind.ReleaseRadar, ListKind.DailyMix }.Select(kind => new MadeList(kind, [new ListItem(Made.Track(1), new ListReason(ReasonKind.Favourite))])), new MadeList(ListKind.Welcome, [])];
        First(DayOfWeek.Monday, 19).ShouldBe(ListKind.DiscoverWeekly);
        First(DayOfWeek.Friday, 19).ShouldBe(ListKind.ReleaseRadar);
        First(DayOfWeek.Wednesday, 8).ShouldBe(ListKind.DailyMix);
        First(DayOfWeek.Monday, 14, driving: true).ShouldBe(ListKind.DailyMix);
        HomeShelves.Order(lists, new ListeningContext(DayOfWeek.Monday, 3)).Select(list => list.Kind).ShouldNotContain(ListKind.Welcome);

        ListKind First(DayOfWeek day, int hour, bool driving = false) => HomeShelves.Order(lists, new ListeningContext(day, hour, driving))[0].Kind;
    }

    private static Candidate Out(int track, int artist, int days) => Made.Candidate(track, artist) with { Released = Friday.AddDays(-days) };

    private static Candidate Kind(int track, int artist, int kind)
    {
        var random = new SeededRandom((ulong)track);
        var vector = new float[] { 0, 0, 0 };
        vector[kind] = 1;
        for (var i = 0; i < 3; i++)
            vector[i] += (float)(0.05 * random.NextDouble());
        return Made.Candidate(track, artist) with { Vector = vector };
    }

    private static int NumberOf(TrackKey track) => (int)(track.Value >> 64);

    private static Dictionary<TrackKey, double> Engaged(IEnumerable<Candidate> candidates) => candidates.ToDictionary(one => one.Track, one => one.Popularity!.Value - 0.2);
}
