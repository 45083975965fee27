using Shouldly;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Vectors;

public sealed class ItemTableTests
{
    [Fact]
    public void The_same_tracks_have_the_same_rows_in_whatever_order_they_come()
    {
        var tracks = Enumerable.Range(1, 500).Select(i => new TrackKey((UInt128)SeededRandom.For(4, (uint)i).NextUInt64() << (i % 64))).ToArray();
        var table = ItemTable.Of(tracks);
        new SeededRandom(1).Shuffle(tracks.AsSpan());
        var other = ItemTable.Of([.. tracks, tracks[0]]);

        other.Count.ShouldBe(500);
        tracks.ShouldAllBe(track => table.RowOf(track) == other.RowOf(track) && other[other.RowOf(track)] == track);
        table.RowOf(new TrackKey(UInt128.MaxValue)).ShouldBe(-1);
    }
}
