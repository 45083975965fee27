using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry;
using Xunit;
using static Spotify.Core.Telemetry.PlaybackEventType;
using static Spotify.Core.Tests.Telemetry.Sessions;

namespace Spotify.Core.Tests.Telemetry;

public sealed class PlayAssemblerTests
{
    [Fact]
    public void Listening_from_start_to_end_is_the_whole_track()
    {
        var play = Assemble([Event(Start, 0, 0), Event(Progress, 30, 30), Event(Complete, 200, 200)]).ShouldHaveSingleItem();
        play.ListenedMs.ShouldBe(200_000);
        play.End.ShouldBe(PlayEnd.Completed);
    }

    [Fact]
    public void A_pause_counts_nothing() =>
        Assemble([Event(Start, 0, 0), Event(Pause, 10, 10), Event(Resume, 500, 10), Event(Progress, 510, 20)])[0].ListenedMs.ShouldBe(20_000);

    [Fact]
    public void A_jump_counts_nothing_and_what_was_heard_before_it_does() =>
        Assemble([Event(Start, 0, 0), Event(Seek, 5, 100, fromSeconds: 5), Event(Progress, 15, 110)])[0].ListenedMs.ShouldBe(15_000);

    [Fact]
    public void A_jump_without_its_origin_counts_the_time_until_it() =>
        Assemble([Event(Start, 0, 0), Event(Seek, 5, 100), Event(Progress, 15, 110)])[0].ListenedMs.ShouldBe(15_000);

    [Fact]
    public void A_jump_during_a_pause_counts_nothing() =>
        Assemble([Event(Start, 0, 0), Event(Pause, 5, 5), Event(Seek, 60, 100), Event(Resume, 61, 100), Event(Progress, 71, 110)])[0].ListenedMs.ShouldBe(15_000);

    [Fact]
    public void A_position_never_runs_faster_than_the_clock() =>
        Assemble([Event(Start, 0, 0), Event(Progress, 1, 31)])[0].ListenedMs.ShouldBe(1_000);

    [Fact]
    public void A_report_of_a_track_without_a_start_is_no_play() =>
        Assemble([Event(Progress, 30, 30), Event(Complete, 60, 60)]).ShouldBeEmpty();

    [Fact]
    public void The_same_track_started_twice_is_two_plays()
    {
        var plays = Assemble([Event(Start, 0, 0), Event(Complete, 200, 200), Event(Start, 200, 0, id: "again"), Event(Progress, 240, 40)]);
        plays.Select(play => play.ListenedMs).ShouldBe([200_000, 40_000]);
        plays.Select(play => PlayRules.IdOf("u", "s", play.Track, play.StartId)).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void The_next_start_ends_a_play() =>
        Assemble([Event(Start, 0, 0), Event(Start, 20, 0, track: 2), Event(Progress, 60, 60)]).Select(play => (play.End, play.ListenedMs))
            .ShouldBe([(PlayEnd.Replaced, 0), (PlayEnd.None, 0)]);

    [Theory]
    [InlineData(30_000, 200_000, true)]
    [InlineData(29_999, 200_000, false)]
    [InlineData(10_000, 20_000, true)]
    [InlineData(9_999, 20_000, false)]
    [InlineData(10_000, 20_001, false)]
    [InlineData(0, 0, false)]
    public void A_play_counts_after_thirty_seconds_or_half_of_the_track(long listened, long duration, bool counted) =>
        PlayRules.IsCounted(listened, duration).ShouldBe(counted);

    [Fact]
    public void What_was_really_heard_is_what_is_found() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var (events, truth) = Random(new Random(seed), 6);
        Assemble(events).Select(play => (play.StartId, play.ListenedMs)).ShouldBe(truth);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_repeats_and_batches_make_no_difference() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (events, _) = Random(random, 6);
        var once = Assemble(events);

        var shuffled = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(shuffled);
        var log = new SessionLog();
        for (var i = 0; i < shuffled.Length;)
        {
            var size = random.Next(1, 9);
            log.Merge(shuffled.Skip(i).Take(size), out _);
            log.Decide(log.Assemble(_ => 200_000), _ => 200_000, _ => 0, period => period);
            log = SessionLogCodec.TryRead(SessionLogCodec.ToBytes(log))!;
            i += size;
        }

        log.Assemble(_ => 200_000).ShouldBe(once);
        log.Marks.Where(mark => mark.IsCounted).Select(mark => mark.StartId).Order()
            .ShouldBe(once.Where(play => PlayRules.IsCounted(play.ListenedMs, 200_000)).Select(play => play.StartId).Order());
    }).QuickCheckThrowOnFailure();
}
