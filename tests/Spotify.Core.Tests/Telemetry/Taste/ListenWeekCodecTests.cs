using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class ListenWeekCodecTests
{
    private static readonly TasteWeek Week = TasteWeek.Of(Sessions.Origin);

    [Fact]
    public void A_week_is_read_as_it_was_written_and_damaged_bytes_are_refused_and_never_throw() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var week = new ListenWeek(Week);
        foreach (var plays in Enumerable.Range(0, random.Next(30)).Select(_ => Listens.Random(random, Week)).GroupBy(play => play.Key.Session))
            week.Take(Listens.View(plays.Key, [.. plays]));
        var bytes = ListenWeekCodec.ToBytes(week);
        var read = ListenWeekCodec.TryRead(Week, bytes)!;
        read.Plays.ShouldBe(week.Plays);
        ListenWeekCodec.ToBytes(read).ShouldBe(bytes);
        ListenWeekCodec.TryRead(Week, bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        ListenWeekCodec.TryRead(Week, bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_play_takes_about_forty_bytes_where_every_track_is_another()
    {
        var random = new Random(1);
        var plays = Enumerable.Range(0, 1_000).Select(i => Listens.Random(random, Week) with { Key = new ListenKey(1, (ulong)i), Track = Sessions.Track(i), ContextType = "album", ContextId = "4aawyAB9vmqN3uQ7FjRGTy" });
        var week = new ListenWeek(Week);
        week.Take(Listens.View(1, [.. plays]));
        ListenWeekCodec.ToBytes(week).Length.ShouldBeLessThan(44_000);
    }

    [Fact]
    public void A_version_that_is_not_known_is_refused()
    {
        var bytes = ListenWeekCodec.ToBytes(new ListenWeek(Week));
        bytes[0]++;
        ListenWeekCodec.TryRead(Week, bytes).ShouldBeNull();
        ListenWeekCodec.TryRead(Week, []).ShouldBeNull();
        FirstListens.TryRead([9, 0]).ShouldBeNull();
    }
}
