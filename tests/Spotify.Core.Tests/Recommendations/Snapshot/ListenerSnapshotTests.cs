using Shouldly;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Snapshot;

/// <summary>What a run knows of a listener, on its way through files.</summary>
public sealed class ListenerSnapshotTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 1, 0, 0, TimeSpan.Zero);
    private static readonly SnapshotMaker Maker = new(Now, Now.AddDays(-7), TimeSpan.FromDays(60));

    [Fact]
    public async Task Everything_comes_back_and_files_from_before_there_were_playlists_or_friends_are_read_too()
    {
        var listener = new ListenerSnapshot
        {
            Listener = 77,
            Tastes = [new TasteEntry(new TrackKey(1), 0.5f, 1.5f)],
            Heard = [new TrackKey(1)],
            Country = "SE",
            Playlists = [new PlaylistEntry(9, new TrackKey(1))],
            Explored = [new ExploredPlay(new TrackKey(1), 0.25f, 0.5f, true)],
            Friends = [new TrackKey(4), new TrackKey(8)],
        };
        var read = await ReadAsync(await WriteAsync(listener));
        (read.Playlists.Single(), read.Explored.Single(), read.Country).ShouldBe((listener.Playlists[0], listener.Explored[0], "SE"));

        read.Friends.ShouldBe(listener.Friends);

        // The older forms: another version, and they end before the three counts, or before the last of them.
        var bytes = await WriteAsync(listener with { Playlists = [], Explored = [], Friends = [] });
        bytes[0].ShouldBeLessThan((byte)128);
        (await ReadAsync([(byte)(bytes[0] - 3), 1, .. bytes[2..^3]])).Tastes.ShouldBe(listener.Tastes);
        (await ReadAsync([(byte)(bytes[0] - 1), 2, .. bytes[2..^1]])).Tastes.ShouldBe(listener.Tastes);
        await Should.ThrowAsync<Exception>(() => ReadAsync([bytes[0], 9, .. bytes[2..]]));
    }

    [Fact]
    public void What_was_put_on_playlists_counts_up_to_the_week_that_is_held_out_and_not_where_it_was_taken_away()
    {
        var (first, second) = (new TrackKey(5).ToString(), new TrackKey(6).ToString());
        var snapshot = Maker.Make(1, [], [Put("1", first, "add", -20, "mine"), Put("2", second, "add", -19, "mine"), Put("3", second, "remove", -18, "mine"), Put("4", second, "add", -3, "yours")], new Dictionary<TrackKey, DateTimeOffset>());
        snapshot.Playlists.Select(entry => entry.Track.Value).ShouldBe([(UInt128)5]);
    }

    [Fact]
    public void Before_the_week_that_is_held_out_what_was_found_in_it_is_unknown()
    {
        var snapshot = new ListenerSnapshot
        {
            Listener = 1,
            Heard = [new TrackKey(1), new TrackKey(2)],
            Tastes = [new TasteEntry(new TrackKey(1), 1, 1), new TasteEntry(new TrackKey(2), 0, 1)],
            FirstHeard = [new TrackKey(2)],
        };
        var before = snapshot.ToTasteBefore();
        (before.Knows(new TrackKey(1)), before.Knows(new TrackKey(2)), snapshot.ToTaste().Knows(new TrackKey(2))).ShouldBe((true, false, true));
    }

    [Fact]
    public void Listeners_of_the_same_eight_tracks_are_twins_and_of_fewer_nobodys()
    {
        ListenerSnapshot Of(int tracks, float liked) => new() { Listener = 1, Tastes = [.. Enumerable.Range(1, tracks).Select(track => new TasteEntry(new TrackKey((UInt128)track), liked, 0))] };
        TwinSet.SetOf(Of(7, 1)).ShouldBeNull();
        TwinSet.SetOf(Of(8, 1)).ShouldBe(TwinSet.SetOf(Of(8, 3)));
        TwinSet.SetOf(Of(9, 1)).ShouldNotBe(TwinSet.SetOf(Of(8, 1)));
        TwinSet.SetOf(Of(9, -1)).ShouldBeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-3)]
    [InlineData(0)]
    public void Engagement_that_is_no_yes_weighs_nothing(double engagement) => TasteWeight.Of(engagement).ShouldBe(0);

    [Fact]
    public void Engagement_without_end_weighs_the_most_there_is()
    {
        TasteWeight.Of(double.PositiveInfinity).ShouldBe(TasteWeight.Most);
        TasteWeight.Of(1e300).ShouldBe(TasteWeight.Most);
    }

    private static Signal Put(string id, string track, string action, int days, string playlist) =>
        new() { Id = id, Type = "playlist", Action = action, Uri = "spotify:track:" + track, Target = playlist, At = Now.AddDays(days) };

    private static async Task<byte[]> WriteAsync(ListenerSnapshot listener)
    {
        using var bytes = new MemoryStream();
        await RunMerge.WriteAsync(SnapshotFormats.Listeners, new[] { listener }.ToAsyncEnumerable(), bytes, CancellationToken.None);
        return bytes.ToArray();
    }

    private static async Task<ListenerSnapshot> ReadAsync(byte[] bytes)
    {
        var reader = new RunReader<ListenerSnapshot>(
            SnapshotFormats.Listeners,
            (offset, into, _) =>
            {
                bytes.AsMemory((int)offset, into.Length).CopyTo(into);
                return ValueTask.CompletedTask;
            },
            0,
            bytes.Length);
        (await reader.MoveNextAsync(CancellationToken.None)).ShouldBeTrue();
        return reader.Current;
    }
}
