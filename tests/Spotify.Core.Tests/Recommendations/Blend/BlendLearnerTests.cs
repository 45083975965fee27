using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Blend;

public sealed class BlendLearnerTests
{
    [Fact]
    public void Weights_that_listeners_go_by_are_found()
    {
        var learned = BlendLearner.Learn(Pairs(20_000, [0.25, 0.3, 0.32, 0.13], 12));
        learned.Outcome.ShouldBe(BlendOutcome.Learned);
        learned.Ordered.ShouldBeGreaterThan(learned.DefaultOrdered);
        learned.Weights.Collaborative.ShouldBe(0.25, 0.04);
        learned.Weights.Content.ShouldBe(0.3, 0.04);
        learned.Weights.Audio.ShouldBe(0.32, 0.04);
        learned.Weights.Popularity.ShouldBe(0.13, 0.04);
        Sum(learned.Weights).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void However_onesided_a_week_is_no_weight_leaves_its_bounds()
    {
        foreach (var only in (double[][])[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
        {
            var learned = BlendLearner.Learn(Pairs(3000, only, 200)).Weights;
            foreach (var (weight, standard) in Figures(learned).Zip(Figures(BlendWeights.Default)))
                weight.ShouldBeInRange((standard * BlendLearner.LeastShare) - 1e-9, (standard * BlendLearner.MostShare) + 1e-9);
            Sum(learned).ShouldBe(1, 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_learned_from_chance_or_from_a_few()
    {
        BlendLearner.Learn(Pairs(BlendLearner.MinimumPairs - 1, [1, 0, 0, 0], 50)).ShouldBe(
            new LearnedBlend(BlendOutcome.TooFewPairs, BlendWeights.Default, BlendLearner.MinimumPairs - 1, 0, 0, 0));
        // Pairs that the defaults order without a mistake cannot be ordered better.
        var perfect = BlendLearner.Learn(Pairs(2000, Figures(BlendWeights.Default), 1e9));
        (perfect.Outcome, perfect.Weights, perfect.DefaultOrdered).ShouldBe((BlendOutcome.NoBetter, BlendWeights.Default, 1));
    }

    [Fact]
    public void Pairs_that_hold_no_scores_change_nothing()
    {
        var pairs = Pairs(2000, [0.3, 0.3, 0.3, 0.1], 12);
        var clean = BlendLearner.Learn(pairs);
        var scores = new SignalScores(0.5, 0.5, 0.5, 0.5);
        var poisoned = BlendLearner.Learn(
            [
                .. pairs, new(scores with { Audio = double.NaN }, scores), new(scores, scores with { Content = 1e9 }), new(scores, scores, 0),
                new(scores, scores, double.PositiveInfinity), new(scores with { Popularity = -1 }, scores),
            ]);
        poisoned.ShouldBe(clean with { Ignored = 5 });
    }

    private static List<PreferencePair> Pairs(int count, double[] truth, double slope)
    {
        var (random, pairs) = (new SeededRandom(5), new List<PreferencePair>(count));
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (Scores(random), Scores(random));
            var margin = Figures(x).Zip(Figures(y), (a, b) => a - b).Zip(truth, (apart, weight) => apart * weight).Sum();
            var isFirst = random.NextDouble() < 1 / (1 + Math.Exp(-slope * margin));
            pairs.Add(isFirst ? new PreferencePair(x, y) : new PreferencePair(y, x));
        }

        return pairs;
    }

    private static SignalScores Scores(SeededRandom random) => new(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());

    private static double[] Figures(SignalScores scores) => [scores.Collaborative, scores.Content, scores.Audio, scores.Popularity];

    private static double[] Figures(BlendWeights weights) => [weights.Collaborative, weights.Content, weights.Audio, weights.Popularity];

    private static double Sum(BlendWeights weights) => Figures(weights).Sum();
}
