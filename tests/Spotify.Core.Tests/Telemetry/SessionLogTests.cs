using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Xunit;
using static Spotify.Core.Telemetry.PlaybackEventType;
using static Spotify.Core.Tests.Telemetry.Sessions;

namespace Spotify.Core.Tests.Telemetry;

public sealed class SessionLogTests
{
    // What the code before the second version wrote of two plays around a month's end: one settled, one withdrawn and pending.
    private const string FirstVersion = "01ffffffffffffffff7f028e32240d65a6dca6a05c8d72a7dfd24da3a0ad1bfd47f0eeae2628ad6e4b5ad30102024e4f0802643180fbf4c6b2680001"
        + "05616c62756d017807017e34d8839a09fa4d00c0f6b7c6b26801000270f0697b895c10070080f104c1b8020143e118d9ec3cee0d01c0b8020100031f"
        + "a735b000cd193701904e892705efb2841550a5e6b401b0ea01c9df020496d2911d4b9f154201f0a204d9ad03022c44a3c80344090a01904ee1d40302"
        + "7e34d8839a09fa4d000103c0f6b7c6b26880b5180043e118d9ec3cee0d01020380a0bfc6b26880b51801";

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
    public void What_was_decided_first_of_where_a_play_belongs_stays_when_its_start_is_corrected()
    {
        var log = new SessionLog();
        var start = Event(Start, 0, 0, id: "start");
        log.Merge([start, Event(Progress, 60, 60)], out _);
        Decide(log);
        // The same key, sorted before the first: it takes its place.
        log.Merge([start with { AtMs = start.AtMs - 1, Facts = Facts with { Market = "NO", Tier = Tier.Free } }], out _);
        log.Merge([Event(Pause, 5, 5), Event(Seek, 6, 50), Event(Resume, 59, 59)], out _);
        Decide(log);
        var mark = log.Marks.ShouldHaveSingleItem();
        (mark.Market, mark.Tier, mark.StartMs, mark.Period, mark.Revision).ShouldBe(("SE", Tier.Premium, Origin, "2026-11", 2));
    }

    [Fact]
    public void A_change_after_the_close_goes_to_the_next_period_with_what_the_closed_one_holds()
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0), Event(Progress, 60, 60)], out _);
        Decide(log);
        log.Settle();
        log.Exclude(log.Marks[0].StartId, log.Marks[0].Track, "BURST", _ => "2027-01").ShouldBe(true);
        var mark = log.Marks.ShouldHaveSingleItem();
        (mark.Period, mark.Base, mark.Delta, mark.FactsPeriod, mark.IsPending, mark.Excluded).ShouldBe(("2027-01", 1, -1, "2026-11", true, "BURST"));
        log.Exclude(mark.StartId, mark.Track, null, period => period).ShouldBe(true);
        (log.Marks[0].Period, log.Marks[0].Delta, log.Marks[0].IsCounted).ShouldBe(("2027-01", 0, true));
    }

    [Theory]
    [InlineData(null, 1, null)]
    [InlineData(0, 1, "2026-11")]
    [InlineData(1, 0, "2026-11")]
    public void A_decision_that_missed_its_period_brings_the_difference_to_the_next(int? held, int delta, string? factsPeriod)
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0), Event(Progress, 60, 60)], out _);
        Decide(log);
        log.Redirect(log.Marks[0], held, "2026-12");
        (log.Marks[0].Period, log.Marks[0].Delta, log.Marks[0].FactsPeriod, log.Marks[0].IsPending).ShouldBe(("2026-12", delta, factsPeriod, true));
    }

    [Fact]
    public void Nothing_is_excluded_where_nothing_was_decided()
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0), Event(Progress, 60, 60)], out _);
        Decide(log);
        log.Exclude(1, Track(1), "BURST", period => period).ShouldBeNull();
        log.Exclude(log.Marks[0].StartId, Track(2), "BURST", period => period).ShouldBeNull();
        log.Exclude(log.Marks[0].StartId, Track(1), null, period => period).ShouldBe(false);
    }

    [Fact]
    public void A_session_keeps_no_id_of_its_device()
    {
        var log = new SessionLog();
        log.Merge([Event(Start, 0, 0)], out _);
        log.Events[0].Facts!.DeviceId.ShouldBeEmpty();
    }

    [Fact]
    public void A_session_that_the_first_version_stored_is_read()
    {
        var log = SessionLogCodec.TryRead(Convert.FromHexString(FirstVersion))!;
        log.Events.Count.ShouldBe(7);
        log.Marks.Select(mark => (mark.Revision, mark.Settled, mark.IsCounted, mark.Period, mark.Market, mark.Tier, mark.Shard, mark.Base)).ShouldBe(
            [(1, 1, true, "2026-10", "NO", Tier.Family, 3, 0), (2, 1, false, "2026-11", "NO", Tier.Family, 3, 0)]);
        log.Assemble(_ => 200_000).Select(play => (play.ListenedMs, play.Facts.Offline, play.Facts.ContextType)).ShouldBe([(40_000, true, "album"), (10_000, true, "album")]);
        // It goes on in the form of now.
        var again = SessionLogCodec.TryRead(SessionLogCodec.ToBytes(log))!;
        again.Events.ShouldBe(log.Events);
        again.Marks.ShouldBe(log.Marks);
        // The first version did not say how much was heard, which is news for the ledger and none for counters.
        log.Settle();
        log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period).ShouldBeTrue();
        log.Marks.Select(mark => (mark.ListenedMs, mark.IsCountPending)).ShouldBe([(40_000, false), (0, false)]);
        log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period).ShouldBeFalse();
    }

    [Fact]
    public void Stored_bytes_that_are_damaged_are_refused_and_never_throw() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var log = new SessionLog();
        log.Merge(Random(random, 3).Events, out _);
        log.Decide(log.Assemble(_ => 60_000), _ => 60_000, _ => 3, period => period);
        foreach (var mark in log.Marks.Where(_ => random.Next(2) == 0).ToList())
            log.Exclude(mark.StartId, mark.Track, random.Next(2) == 0 ? "BURST" : null, period => random.Next(2) == 0 ? period : "2026-12");
        if (random.Next(2) == 0)
            log.Settle();
        var bytes = SessionLogCodec.ToBytes(log);
        var read = SessionLogCodec.TryRead(bytes)!;
        read.Events.ShouldBe(log.Events);
        read.Marks.ShouldBe(log.Marks);
        SessionLogCodec.TryRead(bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        SessionLogCodec.TryRead(bytes);
    }).QuickCheckThrowOnFailure();

    private static void Decide(SessionLog log) => log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period);
}
