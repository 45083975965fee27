using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Model;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Model;

/// <summary>The second collaborative signal as it is served.</summary>
public sealed class TrackNeighboursTests
{
    private static readonly GraphFilter Graph = GraphFilter.Of(Samples.Tribes(), new GraphFilterOptions { Directions = 8 });

    [Fact]
    public void Where_all_neighbours_are_kept_scores_are_those_of_the_signal()
    {
        var neighbours = TrackNeighbours.Of(Graph, 0, Graph.Tracks, Graph.Tracks);
        int[] has = [3, 8, 13, 28];
        var (expected, one, scores) = (new float[Graph.Tracks], new float[Graph.Tracks], new float[Graph.Tracks]);
        foreach (var heard in has)
        {
            Array.Clear(one);
            Graph.Open()([heard], [1], one);
            // What is below 0 for one track, and what a track says of itself, is left out.
            for (var track = 0; track < one.Length; track++)
                expected[track] += track == heard ? 0 : Math.Max(0, one[track]);
        }

        neighbours.Score(has, scores);
        for (var track = 0; track < scores.Length; track++)
            scores[track].ShouldBe(expected[track], 1e-5 + (0.01 * expected[track]));
    }

    [Fact]
    public void Blocks_one_after_another_are_the_whole_for_any_number_of_threads() => Prop.ForAll(
        Gen.Choose(1, 199).ToArbitrary(),
        cut =>
        {
            var whole = TrackNeighbours.Of(Graph, 0, 200, 10, threads: 2).ToBytes();
            var parts = TrackNeighbours.Join([TrackNeighbours.Of(Graph, 0, cut, 10), TrackNeighbours.Of(Graph, cut, 200 - cut, 10)]);
            parts.ToBytes().ShouldBe(whole);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    [Fact]
    public void What_was_written_is_read_and_what_is_damaged_is_none()
    {
        var bytes = TrackNeighbours.Of(Graph, 0, 200, 10).ToBytes();
        TrackNeighbours.TryRead(bytes)!.ToBytes().ShouldBe(bytes);
        TrackNeighbours.TryRead(bytes.AsSpan(0, bytes.Length - 1)).ShouldBeNull();
        TrackNeighbours.TryRead([]).ShouldBeNull();
        bytes[20] ^= 1;
        TrackNeighbours.TryRead(bytes).ShouldBeNull();
    }

    [Fact]
    public void What_no_track_is_counts_nothing()
    {
        var scores = new float[200];
        TrackNeighbours.Of(Graph, 0, 200, 10).Score([-1, 200, int.MaxValue], scores);
        scores.ShouldAllBe(score => score == 0);
    }

    [Fact]
    public void Only_what_goes_with_anything_is_there_where_others_are_0()
    {
        var (neighbours, scores) = (TrackNeighbours.Of(Graph, 0, 200, 10), new float[200]);
        int[] has = [3, 8, 13, -1, 500];
        neighbours.Score(has, scores);
        var some = neighbours.ScoresOf(has);
        some.Count.ShouldBeLessThanOrEqualTo(30);
        for (var row = 0; row < scores.Length; row++)
            some.GetValueOrDefault(row).ShouldBe(scores[row]);
    }
}
