using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Xunit;
using static Spotify.Core.Telemetry.PlaybackEventType;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class ListenWeekTests
{
    private static readonly TasteWeek Week = TasteWeek.Of(Sessions.Origin);

    [Fact]
    public void A_view_that_comes_again_changes_nothing()
    {
        var week = new ListenWeek(Week);
        var view = Listens.View(1, Listens.One(), Listens.One(start: 2, minutesAgo: 5));
        week.Take(view).Count.ShouldBe(2);
        week.Take(view).ShouldBeEmpty();
        week.Plays.Count.ShouldBe(2);
    }

    [Fact]
    public void A_play_is_replaced_when_its_log_shows_more_and_what_changed_is_told()
    {
        var week = new ListenWeek(Week);
        var (before, after) = (Listens.One(listenedMs: 10_000), Listens.One(listenedMs: 60_000, end: PlayEnd.Skipped));
        week.Take(Listens.View(1, before));
        week.Take(Listens.View(1, after)).ShouldBe([new ListenChange(before, after)]);
        week.Plays.ShouldBe([after]);
    }

    [Fact]
    public void Sessions_leave_each_other_alone()
    {
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, Listens.One(session: 1)));
        week.Take(Listens.View(2, Listens.One(session: 2, minutesAgo: 20)));
        week.Plays.Select(play => play.Key.Session).ShouldBe([2ul, 1]);
    }

    [Fact]
    public void What_a_very_long_session_has_forgotten_stays()
    {
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, Listens.One(start: 1, minutesAgo: 60), Listens.One(start: 2, minutesAgo: 30)));
        week.Take(Listens.View(1, Listens.One(start: 2, minutesAgo: 30), Listens.One(start: 3, minutesAgo: 5)));
        week.Plays.Select(play => play.Key.Start).ShouldBe([1ul, 2, 3]);
    }

    [Fact]
    public void A_play_that_the_log_shows_no_more_is_taken_out()
    {
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, Listens.One(start: 1, minutesAgo: 60), Listens.One(start: 2, minutesAgo: 30)));
        week.Take(Listens.View(1, Listens.One(start: 1, minutesAgo: 60)));
        week.Plays.Select(play => play.Key.Start).ShouldBe([1ul]);
    }

    [Fact]
    public void A_start_that_is_corrected_moves_its_play_to_the_other_week()
    {
        var (week, weekBefore) = (new ListenWeek(Week), new ListenWeek(new TasteWeek(Week.Number - 1)));
        var corrected = Listens.View(1, Listens.One(minutesAgo: 7 * 24 * 60));
        week.Take(Listens.View(1, Listens.One()));
        week.Take(corrected).ShouldHaveSingleItem().After.ShouldBeNull();
        weekBefore.Take(corrected).ShouldHaveSingleItem().Before.ShouldBeNull();
        (week.Plays.Count, weekBefore.Plays.Count).ShouldBe((0, 1));
    }

    [Fact]
    public void A_play_keeps_the_length_by_which_it_was_first_judged()
    {
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, Listens.One(durationMs: 200_000)));
        week.Take(Listens.View(1, Listens.One(durationMs: 100_000, listenedMs: 70_000)));
        week.Plays.ShouldHaveSingleItem().ShouldSatisfyAllConditions(play => play.DurationMs.ShouldBe(200_000), play => play.ListenedMs.ShouldBe(70_000));
    }

    [Fact]
    public void Plays_of_a_track_that_has_left_the_catalogue_stay_as_they_are_and_those_of_an_unknown_one_are_left_out()
    {
        var log = new SessionLog();
        log.Merge([Sessions.Event(Start, 0, 0), Sessions.Event(Progress, 40, 40)], out _);
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, log, durationMs: null)).ShouldBeEmpty();
        week.Take(Listens.View(1, log));
        week.Take(Listens.View(1, log, durationMs: null)).ShouldBeEmpty();
        week.Plays.ShouldHaveSingleItem().ListenedMs.ShouldBe(40_000);
    }

    [Fact]
    public void Of_too_many_plays_the_latest_are_kept()
    {
        var week = new ListenWeek(Week);
        for (var session = 0; session < 3; session++)
            week.Take(Listens.View((ulong)session, [.. Enumerable.Range(0, 2_000).Select(i => Listens.One(session: (ulong)session, start: (ulong)i, minutesAgo: (session * 2_000) + i))]));
        week.Plays.Count.ShouldBe(ListenWeek.MaxPlays);
        week.Plays[0].StartMs.ShouldBe(Listens.Now - ((ListenWeek.MaxPlays - 1) * 60_000L));
    }

    [Fact]
    public void In_whatever_order_and_how_often_sessions_show_what_they_know_the_week_is_the_same() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var sessions = Enumerable.Range(0, 3).Select(_ => Sessions.Random(random, 6).Events).ToList();
        byte[]? first = null;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            // Each session learns its events in an order of its own; history sees it at some of these times, and in the end.
            var week = new ListenWeek(Week);
            var logs = sessions.ConvertAll(_ => new SessionLog());
            var deliveries = sessions.SelectMany((events, i) => events.Select(one => (Session: i, Event: one))).ToArray();
            random.Shuffle(deliveries);
            foreach (var (session, one) in deliveries)
            {
                logs[session].Merge([one], out _);
                if (random.Next(4) == 0)
                    week.Take(Listens.View((ulong)session, logs[session]));
            }

            foreach (var session in Enumerable.Range(0, 3).OrderBy(_ => random.Next()))
                week.Take(Listens.View((ulong)session, logs[session]));
            var bytes = ListenWeekCodec.ToBytes(week);
            bytes.ShouldBe(first ??= bytes);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_play_that_was_heard_has_a_place_of_its_own_in_the_order_of_starts() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, [.. Enumerable.Range(1, 20).Select(i => Listens.One(start: (ulong)i, minutesAgo: random.Next(4) / 60_000.0, listenedMs: random.Next(60_000)))]));
        var placed = PlacedListen.Of(week);
        placed.Select(one => one.Listen).ShouldBe(week.Plays.Where(play => play.IsHeard));
        for (var i = 1; i < placed.Count; i++)
            placed[i].PlaceMs.ShouldBeGreaterThan(placed[i - 1].PlaceMs);
    }).QuickCheckThrowOnFailure();
}
