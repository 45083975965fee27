namespace Spotify.Core.Recommendations.Experiments;

/// <summary>Logged choices in the sums that <see cref="OffPolicy"/> is made of: shards make theirs apart and add them up.</summary>
public sealed record OffPolicyTally
{
    private const double TwoSided95 = 1.959963984540054;

    /// <summary>No choice.</summary>
    public static OffPolicyTally Empty { get; } = new();

    /// <summary>Choices.</summary>
    public int Choices { get; init; }

    /// <summary>Choices that were left out: a figure is no finite number, or a probability is none.</summary>
    public int Refused { get; init; }

    /// <summary>Rewards.</summary>
    public double Rewards { get; init; }

    /// <summary>Weights: the other policy's probability over the one by which it was chosen.</summary>
    public double Weights { get; init; }

    /// <summary>Squares of weights.</summary>
    public double SquaredWeights { get; init; }

    /// <summary>Weights times rewards.</summary>
    public double Weighted { get; init; }

    /// <summary>Squares of weights times rewards.</summary>
    public double SquaredWeighted { get; init; }

    /// <summary>Squares of weights, each times its reward.</summary>
    public double RewardedSquares { get; init; }

    /// <summary>What the model expects, corrected by weighted residuals.</summary>
    public double Corrected { get; init; }

    /// <summary>Squares of those.</summary>
    public double SquaredCorrected { get; init; }

    /// <summary>What was chosen is worth by itself: the mean reward; 0 without a choice.</summary>
    public double MeanReward => Choices == 0 ? 0 : Rewards / Choices;

    /// <summary>Adds a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="largestWeight">What weights are cut at.</param>
    public OffPolicyTally With(LoggedChoice choice, double largestWeight = double.PositiveInfinity)
    {
        if (!(largestWeight > 0))
            throw new ArgumentOutOfRangeException(nameof(largestWeight));
        if (!IsChoice(choice))
            return this with { Refused = Refused + 1 };
        var weight = Math.Min(largestWeight, choice.Target / choice.Propensity);
        var (weighted, corrected) = (weight * choice.Reward, choice.TargetExpected + (weight * (choice.Reward - choice.Expected)));
        return Plus(new OffPolicyTally
        {
            Choices = 1,
            Rewards = choice.Reward,
            Weights = weight,
            SquaredWeights = weight * weight,
            Weighted = weighted,
            SquaredWeighted = weighted * weighted,
            RewardedSquares = weight * weighted,
            Corrected = corrected,
            SquaredCorrected = corrected * corrected,
        });
    }

    /// <summary>Adds other choices.</summary>
    /// <param name="other">Those.</param>
    public OffPolicyTally Plus(OffPolicyTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new OffPolicyTally
        {
            Choices = Choices + other.Choices,
            Refused = Refused + other.Refused,
            Rewards = Rewards + other.Rewards,
            Weights = Weights + other.Weights,
            SquaredWeights = SquaredWeights + other.SquaredWeights,
            Weighted = Weighted + other.Weighted,
            SquaredWeighted = SquaredWeighted + other.SquaredWeighted,
            RewardedSquares = RewardedSquares + other.RewardedSquares,
            Corrected = Corrected + other.Corrected,
            SquaredCorrected = SquaredCorrected + other.SquaredCorrected,
        };
    }

    /// <summary>What it comes to; null where fewer than two choices can be used.</summary>
    public OffPolicy? Result()
    {
        if (Choices < 2)
            return null;
        var normalised = Weights > 0 ? Weighted / Weights : 0;
        // The ratio's variance by the delta method; without any weight nothing is known.
        var residuals = Math.Max(0, SquaredWeighted - (2 * normalised * RewardedSquares) + (normalised * normalised * SquaredWeights));
        var spread = Weights > 0 ? TwoSided95 * Math.Sqrt(residuals) / Weights : double.PositiveInfinity;
        return new OffPolicy(
            Choices, Refused, SquaredWeights > 0 ? Weights * Weights / SquaredWeights : 0,
            Mean(Weighted, SquaredWeighted), new PolicyValue(normalised, normalised - spread, normalised + spread), Mean(Corrected, SquaredCorrected));
    }

    private static bool IsChoice(LoggedChoice choice) =>
        double.IsFinite(choice.Reward) && double.IsFinite(choice.Expected) && double.IsFinite(choice.TargetExpected)
        && choice is { Propensity: > 0 and <= 1, Target: >= 0 and <= 1 };

    private PolicyValue Mean(double sum, double squares)
    {
        var mean = sum / Choices;
        var spread = TwoSided95 * Math.Sqrt(Math.Max(0, squares - (mean * sum)) / (Choices - 1) / Choices);
        return new PolicyValue(mean, mean - spread, mean + spread);
    }
}
