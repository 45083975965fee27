namespace Spotify.Core.Recommendations.Experiments;

/// <summary>How results are judged.</summary>
public enum ExperimentMeasure
{
    /// <summary>Mean of the figure above, by Welch's test.</summary>
    Mean,

    /// <summary>The same, less what the figure from before foretells (CUPED; Deng et al. 2013): narrower where the past says much.</summary>
    AdjustedMean,

    /// <summary>All figures above over all below, by the delta method: listeners, not plays, are what was drawn.</summary>
    Ratio,
}

/// <summary>An arm beside the first.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Listeners">How many there are.</param>
/// <param name="Value">Its mean or ratio.</param>
/// <param name="Difference">How much more that is than the first arm's.</param>
/// <param name="Low">Where the confidence interval of the difference begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="PValue">How probable such a difference or a larger one is by chance, multiplied by the number of comparisons (Bonferroni), at most 1.</param>
public sealed record ArmComparison(string Arm, long Listeners, double Value, double Difference, double Low, double High, double PValue);

/// <summary>What came of an experiment.</summary>
/// <param name="Control">The first arm's name.</param>
/// <param name="ControlListeners">How many there are in it.</param>
/// <param name="ControlValue">Its mean or ratio.</param>
/// <param name="Arms">The others beside it; those of fewer than two listeners have no interval and are not here.</param>
/// <param name="MismatchPValue">How probable it is that the arms' sizes differ from their shares as much as they do by chance (chi squared). Below .001 something loses listeners of an arm, and no result is to be believed.</param>
public sealed record ExperimentResult(string Control, long ControlListeners, double ControlValue, IReadOnlyList<ArmComparison> Arms, double MismatchPValue)
{
    /// <summary>Compares all arms with the first; null where the first has fewer than two listeners.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="tallies">What each arm's listeners did, by its name.</param>
    /// <param name="measure">How.</param>
    /// <param name="confidence">How sure the intervals are all together, between 0 and 1.</param>
    public static ExperimentResult? Of(
        Experiment experiment, IReadOnlyDictionary<string, ArmTally> tallies, ExperimentMeasure measure = ExperimentMeasure.Mean, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(tallies);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence));
        ArmTally[] all = [.. experiment.Arms.Select(arm => tallies.GetValueOrDefault(arm.Name, ArmTally.Empty))];
        if (all[0].Listeners < 2)
            return null;
        var (comparisons, slope) = (all.Length - 1, Slope(all));
        var (level, centre) = ((1 - confidence) / comparisons, all[0].MeanBefore);
        var control = Estimate.Of(all[0], measure, slope, centre);
        var arms = new List<ArmComparison>();
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].Listeners < 2)
                continue;
            var own = Estimate.Of(all[i], measure, slope, centre);
            var (difference, variance) = (own.Value - control.Value, own.Variance + control.Variance);
            // Welch and Satterthwaite.
            var freedom = variance * variance
                / ((own.Variance * own.Variance / (all[i].Listeners - 1)) + (control.Variance * control.Variance / (all[0].Listeners - 1)));
            var (wide, chance) = variance > 0
                ? (Distributions.StudentQuantile(level, freedom) * Math.Sqrt(variance), Distributions.StudentTails(difference / Math.Sqrt(variance), freedom))
                : (0, difference == 0 ? 1.0 : 0.0);
            arms.Add(new ArmComparison(
                experiment.Arms[i].Name, all[i].Listeners, own.Value, difference, difference - wide, difference + wide, Math.Min(1, chance * comparisons)));
        }

        return new ExperimentResult(experiment.Arms[0].Name, all[0].Listeners, control.Value, arms, Mismatch(experiment, all));
    }

    // What a figure from before foretells, of all arms together: one slope for all, or arms would be measured by different rules.
    private static double Slope(ArmTally[] all)
    {
        var (products, squares) = (all.Sum(arm => arm.ProductsBefore), all.Sum(arm => arm.SquaresBefore));
        return squares > 0 ? products / squares : 0;
    }

    private static double Mismatch(Experiment experiment, ArmTally[] all)
    {
        var (listeners, shares) = ((double)all.Sum(arm => arm.Listeners), experiment.Arms.Sum(arm => arm.Share));
        var chi = all.Select((arm, i) => (Seen: arm.Listeners, Expected: listeners * experiment.Arms[i].Share / shares))
            .Sum(arm => (arm.Seen - arm.Expected) * (arm.Seen - arm.Expected) / arm.Expected);
        return Distributions.ChiSquaredTail(chi, all.Length - 1);
    }

    /// <summary>An arm's value, and the variance of that.</summary>
    private readonly record struct Estimate(double Value, double Variance)
    {
        public static Estimate Of(ArmTally arm, ExperimentMeasure measure, double slope, double centre)
        {
            double n = arm.Listeners;
            var (squares, below, products) = (arm.Squares / (n - 1), arm.SquaresBelow / (n - 1), arm.ProductsBelow / (n - 1));
            switch (measure)
            {
                case ExperimentMeasure.AdjustedMean:
                    var left = squares - (2 * slope * arm.ProductsBefore / (n - 1)) + (slope * slope * arm.SquaresBefore / (n - 1));
                    return new Estimate(arm.Mean - (slope * (arm.MeanBefore - centre)), Math.Max(0, left) / n);
                case ExperimentMeasure.Ratio when arm.MeanBelow != 0:
                    var ratio = arm.Mean / arm.MeanBelow;
                    return new Estimate(ratio, Math.Max(0, squares - (2 * ratio * products) + (ratio * ratio * below)) / (n * arm.MeanBelow * arm.MeanBelow));
                case ExperimentMeasure.Ratio:
                    return new Estimate(0, 0);
                default:
                    return new Estimate(arm.Mean, squares / n);
            }
        }
    }
}
