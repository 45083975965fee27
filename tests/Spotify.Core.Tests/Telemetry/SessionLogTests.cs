using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry;
using Xunit;
using static Spotify.Core.Telemetry.PlaybackEventType;
using static Spotify.Core.Tests.Telemetry.Sessions;

namespace Spotify.Core.Tests.Telemetry;

public sealed class SessionLogTests
{
    [Fact]
    public void A_repeat_changes_nothing()
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0), Event(Progress, 30, 30)], out _).ShouldBeTrue();
        log.Merge([Event(Progress, 30, 30), Event(Start, 0, 0)], out _).ShouldBeFalse();
        log.Events.Count.ShouldBe(2);
    }

    [Fact]
    public void One_key_with_two_contents_is_one_event_and_the_order_does_not_decide_which()
    {
        var (one, other) = (Event(Progress, 30, 30, id: "same"), Event(Progress, 40, 40, id: "same"));
        foreach (var order in (SessionEvent[][])[[one, other], [other, one]])
        {
            var log = new SessionLog();
            foreach (var each in order)
                log.Merge([each], out _);
            log.Events.ShouldBe([one]);
        }
    }

    [Fact]
    public void A_late_pause_withdraws_a_play_and_a_later_report_counts_it_again()
    {
        var log = new SessionLog();
        int[] Revisions(params SessionEvent[] events)
        {
            log.Merge(events, out _);
            log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period);
            return [.. log.Marks.Select(mark => mark.Revision)];
        }

        Revisions(Event(Start, 0, 0), Event(Progress, 60, 40)).ShouldBe([1]);
        Revisions(Event(Pause, 5, 5), Event(Seek, 20, 35), Event(Resume, 55, 35)).ShouldBe([2]);
        log.Marks[0].IsCounted.ShouldBeFalse();
        Revisions(Event(Complete, 120, 100)).ShouldBe([3]);
        log.Marks[0].IsCounted.ShouldBeTrue();
    }

    [Fact]
    public void A_play_of_an_unknown_track_waits_until_the_track_is_known()
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0), Event(Progress, 60, 60)], out _);
        log.Decide(log.Assemble(_ => null), _ => null, _ => 0, period => period);
        log.Marks.ShouldBeEmpty();
        log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period);
        log.Marks.ShouldHaveSingleItem().IsCounted.ShouldBeTrue();
    }

    [Fact]
    public void A_very_long_session_forgets_its_oldest_plays_and_never_counts_them_again()
    {
        var log = new SessionLog();
        var counted = 0;
        for (var play = 0; play < 2000; play++)
        {
            SessionEvent[] events = [Event(Start, play * 100, 0, id: $"s{play}"), Event(Progress, (play * 100) + 30, 30), Event(Complete, (play * 100) + 60, 60)];
            foreach (var delivery in (SessionEvent[][])[events, events])
            {
                log.Merge(delivery, out _);
                var before = log.Marks.Count(mark => mark.IsCounted);
                log.Decide(log.Assemble(_ => 60_000), _ => 60_000, _ => 0, period => period);
                counted += log.Marks.Count(mark => mark.IsCounted) - before;
                log.Settle();
                log.Trim();
            }
        }

        log.Events.Count.ShouldBeLessThanOrEqualTo(SessionLog.TrimAbove);
        counted.ShouldBe(2000);
        log.Merge([Event(Start, 0, 0, id: "s0")], out var ignored).ShouldBeFalse();
        ignored.ShouldBe(1);
    }

    [Fact]
    public void A_pending_decision_keeps_its_play_from_being_forgotten()
    {
        var log = new SessionLog();
        log.Merge(Enumerable.Range(0, 2000).SelectMany(play => (SessionEvent[])[
            Event(Start, play * 100, 0, id: $"s{play}"), Event(Progress, (play * 100) + 30, 30), Event(Complete, (play * 100) + 60, 60)]), out _);
        log.Decide(log.Assemble(_ => 60_000), _ => 60_000, _ => 0, period => period);
        log.Trim().ShouldBeFalse();
        log.Settle();
        log.Trim().ShouldBeTrue();
    }

    [Fact]
    public void A_flood_without_starts_stays_bounded()
    {
        var log = new SessionLog();
        log.Merge(Enumerable.Range(0, SessionLog.MaxEvents + 100).Select(i => Event(Progress, i, 1)), out var ignored);
        log.Events.Count.ShouldBe(SessionLog.MaxEvents);
        ignored.ShouldBe(100);
    }

    [Fact]
    public void Stored_bytes_that_are_damaged_are_refused_and_never_throw() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var log = new SessionLog();
        log.Merge(Random(random, 3).Events, out _);
        log.Decide(log.Assemble(_ => 60_000), _ => 60_000, _ => 3, period => period);
        var bytes = SessionLogCodec.ToBytes(log);
        var read = SessionLogCodec.TryRead(bytes)!;
        read.Events.ShouldBe(log.Events);
        read.Marks.ShouldBe(log.Marks);
        SessionLogCodec.TryRead(bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        SessionLogCodec.TryRead(bytes);
    }).QuickCheckThrowOnFailure();
}
