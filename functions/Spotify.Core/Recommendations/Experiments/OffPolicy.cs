namespace Spotify.Core.Recommendations.Experiments;

/// <summary>A choice that was logged, and what another policy would make of it.</summary>
/// <param name="Reward">What came of it.</param>
/// <param name="Propensity">The probability with which it was chosen, above 0 to 1.</param>
/// <param name="Target">The probability with which the other policy would choose the same, 0 to 1.</param>
/// <param name="Expected">What a model expects of the choice; 0 without one.</param>
/// <param name="TargetExpected">What the model expects of the other policy in the same place; 0 without one.</param>
public readonly record struct LoggedChoice(double Reward, double Propensity, double Target, double Expected = 0, double TargetExpected = 0);

/// <summary>What a policy is worth.</summary>
/// <param name="Value">Mean reward.</param>
/// <param name="Low">Where its confidence interval of 95 % begins.</param>
/// <param name="High">Where it ends.</param>
public sealed record PolicyValue(double Value, double Low, double High);

/// <summary>
/// What a policy that nobody has tried would be worth, from choices that another one made at random. <see cref="Weighted"/> is right on average but wide; <see cref="Normalised"/> is
/// narrower and a little off in small samples; <see cref="DoublyRobust"/> is right where either the propensities or the model are, and narrow where the model is good.
/// </summary>
/// <param name="Choices">Choices it goes by.</param>
/// <param name="Refused">Choices that were left out: a figure is no finite number, or a probability is none.</param>
/// <param name="EffectiveChoices">How many choices of its own the policy would need to know as much (Kish): few mean that the two policies hardly ever agree.</param>
/// <param name="Weighted">Inverse propensity weighting (Horvitz and Thompson 1952).</param>
/// <param name="Normalised">The same over the sum of weights (Swaminathan and Joachims 2015).</param>
/// <param name="DoublyRobust">The model's expectation, corrected by weighted residuals (Dudik, Langford, Li 2011).</param>
public sealed record OffPolicy(int Choices, int Refused, double EffectiveChoices, PolicyValue Weighted, PolicyValue Normalised, PolicyValue DoublyRobust)
{
    private const double TwoSided95 = 1.959963984540054;

    /// <summary>Evaluates; null where fewer than two choices can be used.</summary>
    /// <param name="choices">Choices that were logged.</param>
    /// <param name="largestWeight">What weights are cut at: a bias towards 0 for a narrower interval. Not cut by default.</param>
    public static OffPolicy? Evaluate(IReadOnlyList<LoggedChoice> choices, double largestWeight = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (!(largestWeight > 0))
            throw new ArgumentOutOfRangeException(nameof(largestWeight));
        LoggedChoice[] used = [.. choices.Where(IsChoice)];
        if (used.Length < 2)
            return null;
        double[] weights = [.. used.Select(choice => Math.Min(largestWeight, choice.Target / choice.Propensity))];
        var (sum, squares) = (weights.Sum(), weights.Sum(weight => weight * weight));
        var normalised = sum > 0 ? weights.Select((weight, i) => weight * used[i].Reward).Sum() / sum : 0;
        // The ratio's variance by the delta method; without any weight nothing is known.
        var spread = sum > 0 ? Math.Sqrt(weights.Select((weight, i) => Math.Pow(weight * (used[i].Reward - normalised), 2)).Sum()) / sum : double.PositiveInfinity;
        return new OffPolicy(
            used.Length, choices.Count - used.Length, squares > 0 ? sum * sum / squares : 0,
            Mean([.. weights.Select((weight, i) => weight * used[i].Reward)]),
            new PolicyValue(normalised, normalised - (TwoSided95 * spread), normalised + (TwoSided95 * spread)),
            Mean([.. weights.Select((weight, i) => used[i].TargetExpected + (weight * (used[i].Reward - used[i].Expected)))]));
    }

    private static bool IsChoice(LoggedChoice choice) =>
        double.IsFinite(choice.Reward) && double.IsFinite(choice.Expected) && double.IsFinite(choice.TargetExpected)
        && choice is { Propensity: > 0 and <= 1, Target: >= 0 and <= 1 };

    private static PolicyValue Mean(double[] values)
    {
        var mean = values.Average();
        var spread = TwoSided95 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
        return new PolicyValue(mean, mean - spread, mean + spread);
    }
}
