using Shouldly;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Experiments;

public sealed class OffPolicyTests
{
    private static readonly double[] Liked = [0.1, 0.3, 0.6];
    private static readonly double[] Logged = [0.6, 0.3, 0.1];
    private static readonly double[] Target = [0.1, 0.2, 0.7];

    private static double Truth => Liked.Zip(Target, (liked, share) => liked * share).Sum();

    [Fact]
    public void What_nobody_tried_is_valued_rightly_by_all_three_and_intervals_hold_the_truth()
    {
        const int Trials = 300;
        var held = new int[3];
        var means = new double[3];
        for (var trial = 0; trial < Trials; trial++)
        {
            var result = OffPolicy.Evaluate(Log(1500, (uint)trial, Liked))!;
            PolicyValue[] values = [result.Weighted, result.Normalised, result.DoublyRobust];
            for (var i = 0; i < 3; i++)
            {
                means[i] += values[i].Value / Trials;
                held[i] += values[i].Low <= Truth && Truth <= values[i].High ? 1 : 0;
            }

            (result.DoublyRobust.High - result.DoublyRobust.Low).ShouldBeLessThan(result.Weighted.High - result.Weighted.Low);
        }

        means.ShouldAllBe(mean => Math.Abs(mean - Truth) < 0.01);
        held.ShouldAllBe(count => count > 0.9 * Trials && count < 0.99 * Trials);
        // What was chosen most by the old policy is worth far less: its own mean says nothing of the new one.
        Liked.Zip(Logged, (liked, share) => liked * share).Sum().ShouldBeLessThan(Truth - 0.2);
    }

    [Fact]
    public void Doubly_robust_is_right_with_a_wrong_model_and_with_wrong_propensities()
    {
        OffPolicy.Evaluate(Log(60_000, 1, [0.9, 0.9, 0.1]))!.DoublyRobust.Value.ShouldBe(Truth, 0.02);
        var wrong = Log(60_000, 2, Liked).Select(choice => choice with { Propensity = Math.Min(1, choice.Propensity * 2) }).ToList();
        OffPolicy.Evaluate(wrong)!.DoublyRobust.Value.ShouldBe(Truth, 0.02);
        OffPolicy.Evaluate(wrong)!.Weighted.Value.ShouldBe(Truth / 2, 0.02);
        // Normalised takes a factor that all propensities share out.
        OffPolicy.Evaluate(wrong)!.Normalised.Value.ShouldBe(Truth, 0.02);
    }

    [Fact]
    public void A_policy_that_is_the_logged_one_is_worth_what_was_seen()
    {
        var choices = Log(500, 3, Liked).Select(choice => choice with { Target = choice.Propensity }).ToList();
        var result = OffPolicy.Evaluate(choices)!;
        result.Weighted.Value.ShouldBe(choices.Average(choice => choice.Reward), 1e-12);
        result.Normalised.Value.ShouldBe(result.Weighted.Value, 1e-12);
        result.EffectiveChoices.ShouldBe(500, 1e-9);
    }

    [Fact]
    public void Choices_that_are_none_are_left_out_and_counted()
    {
        var choices = Log(100, 4, Liked);
        LoggedChoice[] bad =
            [new(1, 0, 0.5), new(1, 1.5, 0.5), new(double.NaN, 0.5, 0.5), new(1, double.NaN, 0.5), new(1, 0.5, -0.1), new(1, 0.5, 0.5, double.PositiveInfinity)];
        OffPolicy.Evaluate([.. choices, .. bad]).ShouldBe(OffPolicy.Evaluate(choices)! with { Refused = 6 });
        OffPolicy.Evaluate(bad).ShouldBeNull();
        var cut = OffPolicy.Evaluate(choices, 1)!;
        cut.Weighted.Value.ShouldBeLessThan(OffPolicy.Evaluate(choices)!.Weighted.Value);
        OffPolicy.Evaluate([new(1, 0.5, 0), new(1, 0.5, 0)])!.Normalised.High.ShouldBe(double.PositiveInfinity);
    }

    private static List<LoggedChoice> Log(int count, uint seed, double[] model)
    {
        var (random, choices) = (SeededRandom.For(9, seed), new List<LoggedChoice>(count));
        var expected = model.Zip(Target, (liked, share) => liked * share).Sum();
        for (var i = 0; i < count; i++)
        {
            var point = random.NextDouble();
            var arm = point < Logged[0] ? 0 : point < Logged[0] + Logged[1] ? 1 : 2;
            choices.Add(new LoggedChoice(random.NextDouble() < Liked[arm] ? 1 : 0, Logged[arm], Target[arm], model[arm], expected));
        }

        return choices;
    }
}
