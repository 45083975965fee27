namespace Spotify.Core.Recommendations.Blend;

/// <summary>What the four signals said of a track, each 0 to 1.</summary>
/// <param name="Collaborative">Who listens alike.</param>
/// <param name="Content">How it is described.</param>
/// <param name="Audio">How it sounds.</param>
/// <param name="Popularity">How many play it.</param>
public readonly record struct SignalScores(double Collaborative, double Content, double Audio, double Popularity);

/// <summary>Of two tracks on one list the listener liked one better: played it to the end, saved it, where the other was skipped.</summary>
/// <param name="Better">The one that was liked.</param>
/// <param name="Worse">The other.</param>
/// <param name="Weight">What the pair counts for, above 0: one over the listener's pairs makes all listeners equal.</param>
public readonly record struct PreferencePair(SignalScores Better, SignalScores Worse, double Weight = 1);

/// <summary>What came of learning.</summary>
public enum BlendOutcome
{
    /// <summary>The weights are learned.</summary>
    Learned,

    /// <summary>The default weights: there are fewer than <see cref="BlendLearner.MinimumPairs"/> pairs.</summary>
    TooFewPairs,

    /// <summary>The default weights: learned ones order held-out pairs no better.</summary>
    NoBetter,
}

/// <summary>Weights, and how good they are.</summary>
/// <param name="Outcome">What came of learning.</param>
/// <param name="Weights">What to use.</param>
/// <param name="Pairs">Pairs that could be used.</param>
/// <param name="Ignored">Pairs that could not: a score is no number from 0 to 1, or the weight is not above 0.</param>
/// <param name="DefaultOrdered">The share of held-out pairs that the default weights put in the right order.</param>
/// <param name="Ordered">The share that the learned ones do.</param>
public sealed record LearnedBlend(BlendOutcome Outcome, BlendWeights Weights, int Pairs, int Ignored, double DefaultOrdered, double Ordered);

/// <summary>
/// Learns the weights of the four signals from pairs: logistic pairwise ranking (Bradley and Terry 1952; RankNet without a network), penalised for going far from the defaults and held
/// between <see cref="LeastShare"/> and <see cref="MostShare"/> of each, so that no week's data can turn a signal off or make it all there is. The slope of the logistic is fitted along
/// with the weights, which come to 1. Projected gradient; the same pairs give the same weights.
/// </summary>
public static class BlendLearner
{
    /// <summary>Pairs without which nothing is learned.</summary>
    public const int MinimumPairs = 200;

    /// <summary>What is left of a default weight at the least.</summary>
    public const double LeastShare = 0.5;

    /// <summary>What a default weight may become at the most.</summary>
    public const double MostShare = 1.75;

    private const int Signals = 4;
    private const int HeldOutEvery = 5;
    private const int Rounds = 400;
    private const double Penalty = 0.05;
    private const double LargestSlope = 60;

    /// <summary>Learns.</summary>
    /// <param name="pairs">Pairs, each listener's one after another or not: every fifth is held out.</param>
    public static LearnedBlend Learn(IReadOnlyList<PreferencePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Difference[] usable = [.. pairs.Where(IsPair).Select(Difference.Of)];
        var ignored = pairs.Count - usable.Length;
        var standard = Figures(BlendWeights.Default);
        if (usable.Length < MinimumPairs)
            return new LearnedBlend(BlendOutcome.TooFewPairs, BlendWeights.Default, usable.Length, ignored, 0, 0);
        Difference[] learned = [.. usable.Where((_, i) => i % HeldOutEvery != 0)];
        Difference[] heldOut = [.. usable.Where((_, i) => i % HeldOutEvery == 0)];
        var weights = Fit(learned, standard);
        var (before, after) = (Ordered(heldOut, standard), Ordered(heldOut, weights));
        return after > before
            ? new LearnedBlend(BlendOutcome.Learned, new BlendWeights(weights[0], weights[1], weights[2], weights[3]), usable.Length, ignored, before, after)
            : new LearnedBlend(BlendOutcome.NoBetter, BlendWeights.Default, usable.Length, ignored, before, after);
    }

    private static double[] Fit(Difference[] pairs, double[] standard)
    {
        var (weights, slope, all) = ((double[])standard.Clone(), 5.0, pairs.Sum(pair => pair.Weight));
        var gradient = new double[Signals];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(gradient);
            var (bySlope, bySlopeTwice) = (0.0, 1e-9);
            foreach (var pair in pairs)
            {
                var margin = pair.Margin(weights);
                var wrong = 1 / (1 + Math.Exp(slope * margin));
                bySlope -= pair.Weight * wrong * margin / all;
                bySlopeTwice += pair.Weight * wrong * (1 - wrong) * margin * margin / all;
                for (var i = 0; i < Signals; i++)
                    gradient[i] -= pair.Weight * wrong * slope * pair[i] / all;
            }

            for (var i = 0; i < Signals; i++)
            {
                gradient[i] += 2 * Penalty * (weights[i] - standard[i]) / standard[i];
                weights[i] -= 0.3 / slope * gradient[i];
            }

            Project(weights, standard);
            // The slope may not change by more than a half at once: far from its place Newton's step overshoots.
            slope = Math.Clamp(slope - Math.Clamp(bySlope / bySlopeTwice, -slope / 2, slope / 2), 0.1, LargestSlope);
        }

        return weights;
    }

    // The nearest weights within the bounds that come to 1: all moved by one figure, then cut off.
    private static void Project(double[] weights, double[] standard)
    {
        var (low, high) = (-2.0, 2.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Sum(middle) < 1 ? (middle, high) : (low, middle);
        }

        for (var i = 0; i < Signals; i++)
            weights[i] = Bounded(i, (low + high) / 2);

        double Sum(double moved) => Enumerable.Range(0, Signals).Sum(i => Bounded(i, moved));
        double Bounded(int i, double moved) => Math.Clamp(weights[i] + moved, LeastShare * standard[i], MostShare * standard[i]);
    }

    private static double Ordered(Difference[] pairs, double[] weights)
    {
        // Equals are half right.
        var right = pairs.Sum(pair => pair.Weight * (pair.Margin(weights) switch { > 0 => 1, 0 => 0.5, _ => 0 }));
        return right / pairs.Sum(pair => pair.Weight);
    }

    private static double[] Figures(BlendWeights weights) => [weights.Collaborative, weights.Content, weights.Audio, weights.Popularity];

    private static bool IsPair(PreferencePair pair) => pair.Weight > 0 && double.IsFinite(pair.Weight) && AreScores(pair.Better) && AreScores(pair.Worse);

    private static bool AreScores(SignalScores scores) =>
        scores is { Collaborative: >= 0 and <= 1, Content: >= 0 and <= 1, Audio: >= 0 and <= 1, Popularity: >= 0 and <= 1 };

    /// <summary>How much more each signal said of the better one.</summary>
    private readonly record struct Difference(double Collaborative, double Content, double Audio, double Popularity, double Weight)
    {
        public double this[int signal] => signal switch { 0 => Collaborative, 1 => Content, 2 => Audio, _ => Popularity };

        public static Difference Of(PreferencePair pair) => new(
            pair.Better.Collaborative - pair.Worse.Collaborative, pair.Better.Content - pair.Worse.Content, pair.Better.Audio - pair.Worse.Audio,
            pair.Better.Popularity - pair.Worse.Popularity, pair.Weight);

        public double Margin(double[] weights) => (weights[0] * Collaborative) + (weights[1] * Content) + (weights[2] * Audio) + (weights[3] * Popularity);
    }
}
