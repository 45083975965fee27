using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class ItemNeighboursTests
{
    [Fact]
    public void A_similarity_is_what_the_formula_says()
    {
        // Tracks 0 and 1 share listener 0, who has two; track 1 has two listeners.
        var seen = Interactions.Of(2, 4, [new(0, 0), new(0, 1), new(1, 1), new(1, 2)]);

        var scores = Scores(ItemNeighbours.Of(seen, new NeighbourOptions { Shrinkage = 3, PopularityExponent = 0.7, Power = 2 }), [0], 4);

        scores[1].ShouldBe(MathF.Pow(1 / MathF.Sqrt(2) * MathF.Pow(2, -0.7f) * (1 / 4f), 2), 1e-6f);
        scores.Count(score => score != 0).ShouldBe(1);
    }

    [Fact]
    public void A_track_keeps_its_nearest_alone_and_is_no_neighbour_of_itself()
    {
        var seen = Samples.Tribes();

        var (all, few) = (Scores(ItemNeighbours.Of(seen, new NeighbourOptions()), [10], 200), Scores(ItemNeighbours.Of(seen, new NeighbourOptions { Neighbours = 5 }), [10], 200));

        all[10].ShouldBe(0);
        few.Count(score => score > 0).ShouldBe(5);
        Ranking.Best(few, 5).ShouldBe(Ranking.Best(all, 5));
    }

    [Fact]
    public void What_is_heard_more_surely_says_more()
    {
        var model = ItemNeighbours.Of(Samples.Tribes(), new NeighbourOptions());
        float[] once = Scores(model, [10], 200), scores = new float[200];

        model.Open()([10], [3f], scores);

        scores.ShouldBe(once.Select(score => 3 * score));
    }

    [Fact]
    public void Tracks_of_the_own_tribe_come_first_whatever_the_number_of_threads()
    {
        var split = HeldOut.Of(Samples.Tribes(), 0.2, 1);

        var (one, three) = (Measure(1), Measure(3));

        one.Recall.ShouldBeGreaterThan(0.4);
        three.ShouldBe(one);

        RankingQuality Measure(int threads) => Ranking.Measure(split.Rest, split.Held, ItemNeighbours.Of(split.Rest, new NeighbourOptions { Threads = threads }), threads: threads);
    }

    [Fact]
    public void No_neighbours_at_all_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ItemNeighbours.Of(Samples.Tribes(), new NeighbourOptions { Neighbours = 0 }));

    private static float[] Scores(ItemNeighbours model, ReadOnlySpan<int> has, int tracks)
    {
        var scores = new float[tracks];
        model.Open()(has, [], scores);
        return scores;
    }
}
