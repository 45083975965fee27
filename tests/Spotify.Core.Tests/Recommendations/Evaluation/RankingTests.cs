using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Evaluation;

public sealed class RankingTests
{
    private static readonly Interactions Train = Interactions.Of(3, 6, [new(0, 0), new(1, 0), new(1, 1)]);
    private static readonly Interactions Test = Interactions.Of(3, 6, [new(0, 2), new(0, 5), new(1, 3)]);

    [Fact]
    public void Figures_are_those_that_a_sheet_of_paper_gives()
    {
        // Best is 0, then 1, 2, 3 ...: listener 0 is shown 1 and 2, listener 1 is shown 2 and 3; listener 2 has nothing to find.
        var quality = Ranking.Measure(Train, Test, () => static (_, scores) =>
        {
            for (var item = 0; item < scores.Length; item++)
                scores[item] = -item;
        }, k: 2);

        var second = 1 / Math.Log2(3);
        quality.Listeners.ShouldBe(2);
        quality.Recall.ShouldBe((0.5 + 1) / 2, 1e-12);
        quality.Ndcg.ShouldBe(((second / (1 + second)) + second) / 2, 1e-12);
        quality.Coverage.ShouldBe(3 / 6.0);
        // Item 1 has one owner of three, items 2 and 3 none; one is added to both.
        quality.Novelty.ShouldBe((1 + 2 + 2 + 2) / 4.0, 1e-12);
        // Places 0 0 0 1 1 2: 2 x (4 + 5 + 12) / (6 x 4) - 7 / 6.
        quality.Gini.ShouldBe((42 / 24.0) - (7 / 6.0), 1e-12);
    }

    [Fact]
    public void Diversity_is_how_far_items_of_a_list_point_apart()
    {
        var vectors = new FactorMatrix(6, 2);
        for (var item = 0; item < 6; item++)
            vectors[item][item % 2] = item + 1;

        Measure(static item => item % 2 == 0 ? 1 : 0).Diversity.ShouldNotBeNull().ShouldBe(0, 1e-6);
        Measure(static item => -item).Diversity.ShouldNotBeNull().ShouldBe(1, 1e-6);

        RankingQuality Measure(Func<int, float> score) => Ranking.Measure(Interactions.Of(3, 6, []), Test, () => (_, scores) =>
        {
            for (var item = 0; item < scores.Length; item++)
                scores[item] = score(item);
        }, k: 2, vectors: vectors);
    }

    [Fact]
    public void The_best_are_as_sorting_gives_them_and_of_equal_ones_the_lower_number_comes_first()
    {
        var random = new SeededRandom(11);
        for (var round = 0; round < 200; round++)
        {
            var scores = Enumerable.Range(0, 50).Select(_ => random.Next(12) switch { 0 => float.NaN, 1 => float.NegativeInfinity, var value => (float)value }).ToArray();

            Ranking.Best(scores, 20).ShouldBe(Enumerable.Range(0, 50).Where(i => scores[i] > float.NegativeInfinity).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(20));
        }
    }

    [Fact]
    public void What_is_held_back_is_not_learned_from_and_nothing_is_lost()
    {
        var seen = Samples.Uneven();
        var split = HeldOut.Of(seen, 0.2, 3, listeners: 100);

        split.Rest.Pairs().Concat(split.Held.Pairs()).OrderBy(pair => (pair.Row, pair.Column)).ShouldBe(seen.Pairs());
        split.Held.Pairs().Select(pair => pair.Row).Distinct().Count().ShouldBe(100);
        split.Held.Pairs().ShouldNotBe(HeldOut.Of(seen, 0.2, 4, listeners: 100).Held.Pairs());
        foreach (var row in split.Held.Pairs().Select(pair => pair.Row).Distinct())
            split.Held.ColumnsOf(row).Length.ShouldBe((int)Math.Ceiling(0.2 * seen.ColumnsOf(row).Length));
    }
}
