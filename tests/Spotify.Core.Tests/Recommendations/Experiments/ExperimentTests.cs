using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Experiments;

public sealed class ExperimentTests
{
    private static readonly Experiment Half = new("blend-2", [new("control", 0.5), new("treatment", 0.5)]);

    [Fact]
    public void An_arm_follows_from_the_names_alone()
    {
        // Written down once: a version that puts listeners elsewhere breaks every running experiment.
        string.Concat(Enumerable.Range(0, 24).Select(i => Half.ArmOf($"listener{i}")!.Name[0])).ShouldBe(Known);
    }

    [Fact]
    public void Arms_get_their_shares_and_another_experiment_s_arms_are_spread_evenly_over_them()
    {
        var third = new Experiment("radio", [new("a", 0.2), new("b", 0.3)]);
        var listeners = Enumerable.Range(0, 20_000).Select(i => $"user-{i}").ToList();
        double Share(Func<string, bool> isCounted, IEnumerable<string> of) => of.Average(listener => isCounted(listener) ? 1 : 0.0);
        Share(listener => third.ArmOf(listener)?.Name == "a", listeners).ShouldBe(0.2, 0.012);
        Share(listener => third.ArmOf(listener)?.Name == "b", listeners).ShouldBe(0.3, 0.012);
        Share(listener => third.ArmOf(listener) is null, listeners).ShouldBe(0.5, 0.015);
        Share(listener => Half.ArmOf(listener)!.Name == "control", listeners.Where(listener => third.ArmOf(listener)?.Name == "a")).ShouldBe(0.5, 0.03);
    }

    [Fact]
    public void The_last_arm_grows_without_moving_anybody_else()
    {
        Experiment With(double share) => new("radio", [new("a", 0.3), new("b", share)]);
        foreach (var listener in Enumerable.Range(0, 2000).Select(i => $"user-{i}"))
        {
            if (With(0.1).ArmOf(listener) is { } arm)
                With(0.7).ArmOf(listener)!.Name.ShouldBe(arm.Name);
        }
    }

    [Fact]
    public void What_is_wrong_with_an_experiment_is_named()
    {
        Half.Problem().ShouldBeNull();
        (Half with { Name = "Blend 2" }).Problem().ShouldNotBeNull().ShouldContain("a-z");
        (Half with { Arms = [new("control", 1)] }).Problem().ShouldNotBeNull().ShouldContain("two arms");
        (Half with { Arms = [new("a", 0.5), new("a", 0.5)] }).Problem().ShouldNotBeNull().ShouldContain("another one");
        foreach (var share in (double[])[0, -1, 0.6, double.NaN])
            (Half with { Arms = [new("a", 0.5), new("b", share)] }).Problem().ShouldNotBeNull().ShouldContain("share");
    }

    [Fact]
    public void Shards_of_listeners_add_up_to_all_of_them_in_any_order()
    {
        Prop.ForAll(
            Gen.Choose(-1000, 1000).Select(value => value / 7.0).ArrayOf().ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            (values, shards) =>
            {
                ArmTally Of(IEnumerable<double> some) => some.Aggregate(ArmTally.Empty, (tally, value) => tally.With(value, value * value, -value));
                var all = Of(values);
                var summed = Enumerable.Range(0, shards).Reverse().Select(shard => Of(values.Where((_, i) => i % shards == shard))).Aggregate(ArmTally.Empty, (sum, tally) => tally.Plus(sum));
                summed.Listeners.ShouldBe(all.Listeners);
                foreach (var figure in (Func<ArmTally, double>[])[t => t.Mean, t => t.Squares, t => t.SquaresBelow, t => t.ProductsBelow, t => t.ProductsBefore, t => t.SquaresBefore])
                    figure(summed).ShouldBe(figure(all), 1e-9 * (1 + Math.Abs(figure(all))));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Welch_s_interval_and_probability_are_those_of_a_known_case()
    {
        // t = 2.80330 with 27.8762 degrees of freedom; the probability by Simpson's rule over the density.
        double[] x = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
        double[] y = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 23.6];
        var result = Compare(x.Aggregate(ArmTally.Empty, (tally, value) => tally.With(value)), y.Aggregate(ArmTally.Empty, (tally, value) => tally.With(value)));
        var arm = result.Arms.Single();
        var (difference, error) = (y.Average() - x.Average(), Math.Sqrt((Variance(x) / 15) + (Variance(y) / 15)));
        arm.Difference.ShouldBe(difference, 1e-9);
        arm.PValue.ShouldBe(0.009103, 0.000001);
        // t of 27.88 degrees of freedom at 97.5 %: 2.0486.
        (arm.High - arm.Difference).ShouldBe(2.0486 * error, 0.002);
        (arm.Difference - arm.Low).ShouldBe(arm.High - arm.Difference, 1e-9);
    }

    [Theory]
    [InlineData(ExperimentMeasure.Mean)]
    [InlineData(ExperimentMeasure.AdjustedMean)]
    [InlineData(ExperimentMeasure.Ratio)]
    public void Intervals_of_95_percent_hold_the_truth_about_95_times_in_100(ExperimentMeasure measure)
    {
        const int Experiments = 600;
        var (held, wide) = (0, 0.0);
        for (var i = 0; i < Experiments; i++)
        {
            var random = SeededRandom.For(3, (uint)i);
            var arm = Compare(Arm(random, 0, 120), Arm(random, 0.4, 150), measure).Arms.Single();
            // A ratio of plays: 5 + gain of what was done, over 10 plays on average.
            var truth = measure == ExperimentMeasure.Ratio ? 0.04 : 0.4;
            held += arm.Low <= truth && truth <= arm.High ? 1 : 0;
            wide += (arm.High - arm.Low) / Experiments;
        }

        (held / (double)Experiments).ShouldBeInRange(0.925, 0.975);
        if (measure == ExperimentMeasure.AdjustedMean)
            wide.ShouldBeLessThan(0.75 * MeanWidth(Experiments));
    }

    [Fact]
    public void Arms_that_lost_listeners_are_noticed()
    {
        ArmTally Of(int listeners) => Enumerable.Range(0, listeners).Aggregate(ArmTally.Empty, (tally, i) => tally.With(i % 3));
        Compare(Of(1000), Of(1010)).MismatchPValue.ShouldBe(0.8234, 0.001);
        Compare(Of(1000), Of(800)).MismatchPValue.ShouldBeLessThan(0.001);
    }

    [Fact]
    public void Figures_that_are_no_numbers_count_nobody_and_an_arm_of_one_has_no_interval()
    {
        var tally = ArmTally.Empty.With(1).With(double.NaN).With(2, double.PositiveInfinity).With(3, 1, double.NaN);
        tally.ShouldBe(ArmTally.Empty.With(1));
        ExperimentResult.Of(Half, new Dictionary<string, ArmTally> { ["control"] = tally }).ShouldBeNull();
        Compare(tally.With(2), tally).Arms.ShouldBeEmpty();
        var same = Compare(tally.With(1), tally.With(1)).Arms.Single();
        (same.Low, same.High, same.PValue).ShouldBe((0, 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ExperimentResult.Of(Half, new Dictionary<string, ArmTally>(), confidence: 1));
    }

    private const string Known = "ctttcttccttcttcttccctcct";

    private static double MeanWidth(int experiments) => Enumerable.Range(0, experiments).Average(i =>
    {
        var random = SeededRandom.For(3, (uint)i);
        var arm = Compare(Arm(random, 0, 120), Arm(random, 0.4, 150)).Arms.Single();
        return arm.High - arm.Low;
    });

    // Each listener has a habit, which shows before and in what is measured; plays vary, and what is done goes with them.
    private static ArmTally Arm(SeededRandom random, double gain, int listeners)
    {
        var tally = ArmTally.Empty;
        for (var i = 0; i < listeners; i++)
        {
            var (habit, plays) = (random.NextGaussian(), 5.0 + random.Next(11));
            tally = tally.With((0.5 * plays) + gain + habit + (0.3 * random.NextGaussian()), plays, habit + (0.3 * random.NextGaussian()) + (0.5 * plays));
        }

        return tally;
    }

    private static ExperimentResult Compare(ArmTally control, ArmTally treatment, ExperimentMeasure measure = ExperimentMeasure.Mean) =>
        ExperimentResult.Of(Half, new Dictionary<string, ArmTally> { ["control"] = control, ["treatment"] = treatment }, measure)!;

    private static double Variance(double[] values) => values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);
}
