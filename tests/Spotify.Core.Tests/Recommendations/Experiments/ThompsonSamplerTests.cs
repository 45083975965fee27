using Shouldly;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Experiments;

public sealed class ThompsonSamplerTests
{
    private static readonly BetaBelief[] Beliefs = [new(3, 7), new(8, 4), new(1, 1), new(20, 40), new(0.5, 0.5)];

    [Fact]
    public void Propensities_are_how_often_each_is_chosen()
    {
        var (chosen, said) = (new double[Beliefs.Length], new double[Beliefs.Length]);
        const int Listeners = 4000;
        for (var listener = 0; listener < Listeners; listener++)
        {
            var choices = ThompsonSampler.Choose(Beliefs, 2, SeededRandom.For(1, (uint)listener), 50);
            choices.Select(choice => choice.Index).Distinct().Count().ShouldBe(2);
            foreach (var choice in choices)
            {
                choice.Propensity.ShouldBeInRange(1 / 50.0, 1);
                chosen[choice.Index]++;
                // What is weighted by one over its propensity comes to 1 a listener, if the propensity is the true one.
                said[choice.Index] += 1 / choice.Propensity;
            }
        }

        // Only those that are sometimes chosen in 50 draws by every listener can be expected at 1.
        foreach (var index in (int[])[1, 2, 4])
            (said[index] / Listeners).ShouldBe(1, 0.08);
        (chosen[1] / Listeners).ShouldBeGreaterThan(chosen[3] / Listeners);
    }

    [Fact]
    public void Two_arms_are_chosen_as_their_closed_form_says()
    {
        // P(Beta(2, 1) > Beta(1, 1)) = 2/3.
        var first = Enumerable.Range(0, 6000).Count(listener => ThompsonSampler.Choose([new(2, 1), new(1, 1)], 1, SeededRandom.For(2, (uint)listener), 4)[0].Index == 0);
        (first / 6000.0).ShouldBe(2 / 3.0, 0.02);
    }

    [Fact]
    public void What_is_liked_is_found_while_it_is_tried()
    {
        double[] truth = [0.2, 0.5, 0.3];
        var (beliefs, random, tried) = (Enumerable.Repeat(BetaBelief.None, 3).ToArray(), new SeededRandom(6), new int[3]);
        for (var round = 0; round < 1500; round++)
        {
            var index = ThompsonSampler.Choose(beliefs, 1, random, 5)[0].Index;
            var isLiked = random.NextDouble() < truth[index];
            beliefs[index] = isLiked ? beliefs[index] with { Liked = beliefs[index].Liked + 1 } : beliefs[index] with { Not = beliefs[index].Not + 1 };
            tried[index] += round >= 1000 ? 1 : 0;
        }

        tried[1].ShouldBeGreaterThan(430);
    }

    [Fact]
    public void The_same_sequence_chooses_the_same_and_beliefs_that_are_none_are_refused()
    {
        ThompsonSampler.Choose(Beliefs, 3, new SeededRandom(4)).ShouldBe(ThompsonSampler.Choose(Beliefs, 3, new SeededRandom(4)));
        ThompsonSampler.Choose(Beliefs, 9, new SeededRandom(4)).ShouldAllBe(choice => choice.Propensity == 1);
        ThompsonSampler.Choose(Beliefs, 0, new SeededRandom(4)).ShouldBeEmpty();
        ThompsonSampler.Choose([], 3, new SeededRandom(4)).ShouldBeEmpty();
        foreach (var figure in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            Should.Throw<ArgumentException>(() => ThompsonSampler.Choose([BetaBelief.None, new(1, figure)], 1, new SeededRandom(1))).Message.ShouldContain("belief 1");
    }
}
