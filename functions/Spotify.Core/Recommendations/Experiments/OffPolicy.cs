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
    /// <summary>Evaluates; null where fewer than two choices can be used.</summary>
    /// <param name="choices">Choices that were logged.</param>
    /// <param name="largestWeight">What weights are cut at: a bias towards 0 for a narrower interval. Not cut by default.</param>
    public static OffPolicy? Evaluate(IReadOnlyList<LoggedChoice> choices, double largestWeight = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (!(largestWeight > 0))
            throw new ArgumentOutOfRangeException(nameof(largestWeight));
        return choices.Aggregate(OffPolicyTally.Empty, (tally, choice) => tally.With(choice, largestWeight)).Result();
    }
}
