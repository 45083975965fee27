using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Model;

/// <summary>What exploration slots tell.</summary>
public sealed class ExplorationTallyTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 29, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Results_add_up_fade_and_come_back_from_bytes()
    {
        var tally = new ExplorationTally();
        for (var i = 0; i < 10; i++)
            tally.Add(new ExploredPlay(new TrackKey(7), 0.1f, 0.5f, i < 4));
        tally.Add(new ExploredPlay(new TrackKey(9), 0.1f, 0.5f, true));
        (tally.PlaysOf(new TrackKey(7)), tally.LikesOf(new TrackKey(7)), tally.PlaysOf(new TrackKey(8))).ShouldBe((10, 4, 0));
        ExplorationTally.Read(tally.ToBytes()).ToBytes().ShouldBe(tally.ToBytes());

        var later = tally.After(7);
        (later.Tracks, later.PlaysOf(new TrackKey(7)), later.LikesOf(new TrackKey(7))).ShouldBe((1, 5, 2));
        Should.Throw<InvalidDataException>(() => ExplorationTally.Read(new byte[23]));
    }

    [Fact]
    public void Figures_that_none_can_have_count_nothing()
    {
        var bytes = new byte[24];
        BitConverter.TryWriteBytes(bytes.AsSpan(16), float.NaN);
        ExplorationTally.Read(bytes).Tracks.ShouldBe(0);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), float.PositiveInfinity);
        ExplorationTally.Read(bytes).Tracks.ShouldBe(0);
    }

    [Fact]
    public void Only_drawn_tracks_that_were_started_since_the_list_was_made_say_anything()
    {
        ListItem[] list = [Item(1, ListSlot.Explore, 0.2), Item(2, ListSlot.Explore, 0.1), Item(3, ListSlot.Exploit, 1), Item(4, ListSlot.Explore, 0.3), Item(5, ListSlot.Explore, double.NaN), Item(6, ListSlot.Explore, 0.4)];
        Listen[] plays = [Play(1, 1, true), Play(2, 2, false), Play(3, 3, true), Play(4, -1, true), Play(5, 5, true)];
        ExploredPlay.Of(list, plays, Made, Made.AddDays(7)).Select(one => (one.Track.Value, one.Propensity, one.IsLiked)).ShouldBe([((UInt128)1, 0.2f, true), ((UInt128)2, 0.1f, false)]);
    }

    private static ListItem Item(int track, ListSlot slot, double propensity) => new(new TrackKey((UInt128)track), new ListReason(ReasonKind.ListenersAlike), slot, propensity);

    private static Listen Play(int track, int hours, bool isCompleted) => new()
    {
        Key = new ListenKey(1, (ulong)track),
        Track = new TrackKey((UInt128)track),
        StartMs = Made.AddHours(hours).ToUnixTimeMilliseconds(),
        ListenedMs = isCompleted ? 200_000 : 5_000,
        DurationMs = 200_000,
        End = isCompleted ? PlayEnd.Completed : PlayEnd.Skipped,
        ContextType = "",
        ContextId = "",
    };
}
