using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Artificial;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Artificial;

public class ArtificialRulesTests
{
    private const long Day = 1_795_132_800_000;
    private const int Minute = 60_000;
    private static readonly ArtificialBounds Bounds = new();

    [Fact]
    public void A_day_of_a_person_who_never_stops_listening_raises_nothing() =>
        ListenerRules.Examine(Sequence("alice", 440, listenedMs: 190_000, gapMs: 2_000, tracks: 90), Bounds).ShouldBeEmpty();

    [Fact]
    public void A_play_that_goes_on_past_midnight_counts_until_then()
    {
        var plays = Sequence("alice", 23, listenedMs: 60 * Minute, gapMs: 0, tracks: 23);
        plays.Add(Play("alice", "last", Day + (23 * 60 * Minute), 300 * Minute));
        ListenerRules.Examine(plays, Bounds).ShouldBeEmpty();
    }

    [Fact]
    public void More_hours_than_a_day_has_are_taken_out_whole()
    {
        var plays = Sequence("bot", 480, listenedMs: 190_000, gapMs: -10_000, tracks: 200);
        var finding = ListenerRules.Examine(plays, Bounds).ShouldHaveSingleItem();
        finding.Reason.ShouldBe(ArtificialReason.ImpossibleHours);
        finding.Plays.Count.ShouldBe(480);
        finding.Evidence["hours"].ShouldBeGreaterThan(24);
    }

    [Fact]
    public void Offline_plays_of_several_devices_are_no_impossible_day() =>
        ListenerRules.Examine([.. Sequence("alice", 480, 190_000, -10_000, 200).Select(play => play with { Offline = true })], Bounds).ShouldBeEmpty();

    [Fact]
    public void Plays_that_end_just_over_thirty_seconds_are_taken_out_and_the_others_stay()
    {
        var shorts = Sequence("bot", 70, listenedMs: 31_000, gapMs: 1_000, tracks: 70);
        var whole = Sequence("bot", 10, listenedMs: 200_000, gapMs: 1_000, tracks: 10, from: Day + (200 * Minute), prefix: "w");
        var finding = ListenerRules.Examine([.. shorts, .. whole], Bounds).ShouldHaveSingleItem();
        finding.Reason.ShouldBe(ArtificialReason.JustOverThirtySeconds);
        finding.Plays.ShouldBe(shorts);
    }

    [Fact]
    public void Short_tracks_played_whole_and_a_listener_who_skips_much_raise_nothing()
    {
        ListenerRules.Examine([.. Sequence("alice", 300, 33_000, 1_000, 80).Select(play => play with { DurationMs = 33_000 })], Bounds).ShouldBeEmpty();
        ListenerRules.Examine([.. Sequence("alice", 59, 31_000, 1_000, 59)], Bounds).ShouldBeEmpty();
        ListenerRules.Examine([.. Sequence("alice", 70, 31_000, 1_000, 70), .. Sequence("alice", 30, 180_000, 1_000, 30, Day + (200 * Minute), "w")], Bounds).ShouldBeEmpty();
    }

    [Fact]
    public void Repeats_of_a_track_are_paid_up_to_the_bound_and_not_beyond()
    {
        var plays = Sequence("fan", 130, listenedMs: 180_000, gapMs: 1_000, tracks: 1);
        var finding = ListenerRules.Examine(plays, Bounds).ShouldHaveSingleItem();
        finding.Reason.ShouldBe(ArtificialReason.TrackOnRepeat);
        finding.Plays.ShouldBe(plays.Skip(100));
        ListenerRules.Examine(plays.Take(100).ToList(), Bounds).ShouldBeEmpty();
    }

    [Fact]
    public void A_device_that_plays_many_things_at_once_loses_what_ran_beside()
    {
        var plays = Sequence("bot", 60, listenedMs: 180_000, gapMs: -150_000, tracks: 60);
        var finding = ListenerRules.Examine(plays, Bounds).ShouldHaveSingleItem();
        finding.Reason.ShouldBe(ArtificialReason.DeviceBurst);
        finding.Plays.ShouldBe(plays.Skip(1));
    }

    [Fact]
    public void Fades_and_two_devices_of_one_listener_are_no_burst()
    {
        ListenerRules.Examine(Sequence("alice", 300, 180_000, -12_000, 100), Bounds).ShouldBeEmpty();
        var second = Sequence("alice", 200, 180_000, 1_000, 90, prefix: "w").ConvertAll(play => play with { Device = "tv" });
        ListenerRules.Examine([.. Sequence("alice", 200, 180_000, 1_000, 90), .. second], Bounds).ShouldBeEmpty();
    }

    [Fact]
    public void The_order_of_plays_makes_no_difference() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var plays = Enumerable.Range(0, random.Next(0, 400))
            .Select(i => Play("bot", $"t{random.Next(3)}", Day + random.Next(0, 80_000_000), random.Next(5) == 0 ? 200_000 : 31_000) with { PlayId = $"p{i}" }).ToArray();
        var first = ListenerRules.Examine(plays, Bounds).Select(Describe).ToList();
        random.Shuffle(plays);
        ListenerRules.Examine(plays, Bounds).Select(Describe).ShouldBe(first);
        // No play is in two findings.
        ListenerRules.Examine(plays, Bounds).SelectMany(finding => finding.Plays).GroupBy(play => play.PlayId).ShouldAllBe(group => group.Count() == 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_network_of_many_listeners_with_one_track_is_found_however_the_day_is_cut()
    {
        var farm = Enumerable.Range(0, 30).Select(i => Sequence($"bot-{i}", 12, 180_000, 1_000, 1).ConvertAll(play => play with { Track = "hit", Network = "farm" })).ToList();
        var people = Enumerable.Range(0, 200).Select(i => Sequence($"person-{i}", 20, 180_000, 1_000, 20).ConvertAll(play => play with { Network = "mobile" })).ToList();
        var day = people.Concat(farm).ToList();
        foreach (var parts in (int[])[1, 2, 7])
        {
            var suspects = GroupRules.Find(Tally(day, parts), Bounds);
            suspects.Networks.ShouldHaveSingleItem().ShouldBe(new SuspectNetwork("farm", "hit", 360, 30, 1));
            suspects.Rings.ShouldBeEmpty();
            GroupRules.Examine(farm[0], suspects, Bounds).ShouldHaveSingleItem().Plays.Count.ShouldBe(12);
            GroupRules.Examine(people[0], suspects, Bounds).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_network_that_people_share_is_none_however_large_a_hit_is()
    {
        var people = Enumerable.Range(0, 500).Select(i =>
        {
            var plays = Sequence($"person-{i}", 20, 180_000, 1_000, 20).ConvertAll(play => play with { Network = "mobile" });
            plays[0] = plays[0] with { Track = "hit" };
            return plays;
        }).ToList();
        GroupRules.Find(Tally(people, 3), Bounds).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_ring_of_new_accounts_around_one_artist_is_found_and_an_artists_young_fans_are_none()
    {
        var ring = Enumerable.Range(0, 25).Select(i => Sequence($"new-{i}", 40, 180_000, 1_000, 6).ConvertAll(play => play with { Artist = "nobody", ListenerSinceMs = Day - 1 })).ToList();
        var fans = Enumerable.Range(0, 30).Select(i => Sequence($"fan-{i}", 40, 180_000, 1_000, 30).ConvertAll(play => play with { Artist = "star", ListenerSinceMs = Day - 1 })).ToList();
        var people = Enumerable.Range(0, 300).Select(i => Sequence($"person-{i}", 5, 180_000, 1_000, 5).ConvertAll(play => play with { Artist = "star" })).ToList();
        var suspects = GroupRules.Find(Tally([.. ring, .. fans, .. people], 4), Bounds);
        suspects.Rings.ShouldHaveSingleItem().ShouldBe(new SuspectRing("nobody", 25, 25));
        GroupRules.Examine(ring[0], suspects, Bounds).ShouldHaveSingleItem().Reason.ShouldBe(ArtificialReason.NewAccountRing);
        GroupRules.Examine(fans[0], suspects, Bounds).ShouldBeEmpty();
    }

    [Fact]
    public void A_service_that_has_just_opened_has_no_rings() =>
        GroupRules.Find(
            Tally([.. Enumerable.Range(0, 60).Select(i => Sequence($"new-{i}", 40, 180_000, 1_000, 6).ConvertAll(play => play with { Artist = $"a{i % 2}", ListenerSinceMs = Day - 1 }))], 2), Bounds)
            .Rings.ShouldBeEmpty();

    [Fact]
    public void Every_reason_has_a_name_of_its_own()
    {
        ArtificialReasons.All.Select(ArtificialReasons.NameOf).Distinct().Count().ShouldBe(ArtificialReasons.All.Count);
        foreach (var reason in ArtificialReasons.All)
            ArtificialReasons.Find(ArtificialReasons.NameOf(reason)).ShouldBe(reason);
        ArtificialReasons.Find("").ShouldBeNull();
    }

    private static DayTallyData Tally(List<List<PlayFact>> listeners, int parts)
    {
        var day = new DayTally();
        for (var part = 0; part < parts; part++)
        {
            var tally = new DayTally();
            foreach (var listener in listeners.Where((_, i) => i % parts == part))
                tally.Add(listener, Bounds);
            day.Merge(tally.ToData());
        }

        return day.ToData();
    }

    private static string Describe(Finding finding) => $"{finding.Reason} {finding.Group} {string.Join(',', finding.Plays.Select(play => play.PlayId))}";

    private static List<PlayFact> Sequence(string listener, int count, int listenedMs, int gapMs, int tracks, long from = Day, string prefix = "p")
    {
        var at = from;
        var plays = new List<PlayFact>();
        for (var i = 0; i < count; i++)
        {
            plays.Add(Play(listener, $"track-{i % tracks}", at, listenedMs) with { PlayId = $"{prefix}{i:d4}" });
            at += listenedMs + gapMs;
        }

        return plays;
    }

    private static PlayFact Play(string listener, string track, long start, long listenedMs) => new()
    {
        Listener = listener,
        PlayId = $"{track}-{start}",
        Track = track,
        StartMs = start,
        ListenedMs = listenedMs,
        DurationMs = 200_000,
        Device = "phone",
        ListenerSinceMs = Day - (100L * 86_400_000),
    };
}
