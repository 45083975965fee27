using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Experiments;

/// <summary>How probable it is that something is liked: a Beta distribution after what was seen.</summary>
/// <param name="Liked">Times it was, above 0 with what was believed before.</param>
/// <param name="Not">Times it was not, above 0 likewise.</param>
public readonly record struct BetaBelief(double Liked, double Not)
{
    /// <summary>Nothing is known: every probability is as likely.</summary>
    public static BetaBelief None { get; } = new(1, 1);

    /// <summary>The mean of it.</summary>
    public double Mean => Liked / (Liked + Not);
}

/// <summary>One that was chosen.</summary>
/// <param name="Index">Its place among those to choose from.</param>
/// <param name="Propensity">The probability with which it was: what off-policy evaluation divides by.</param>
public readonly record struct ThompsonChoice(int Index, double Propensity);

/// <summary>
/// Thompson sampling (1933) with propensities that are exact: the beliefs are drawn from a number of times, the slots are filled as one of these draws, taken at random, would, and a
/// choice's propensity is the share of the draws that choose it. Given the draws that is the very probability with which it was chosen, and it is never below one in the number of draws.
/// </summary>
public static class ThompsonSampler
{
    /// <summary>Chooses.</summary>
    /// <param name="beliefs">What is known of each.</param>
    /// <param name="slots">How many are wanted; all where there are fewer.</param>
    /// <param name="random">Whose sequence it is: the same one chooses the same.</param>
    /// <param name="draws">How often to draw.</param>
    /// <exception cref="ArgumentException">A belief holds a figure that is not above 0; its place is named.</exception>
    public static IReadOnlyList<ThompsonChoice> Choose(IReadOnlyList<BetaBelief> beliefs, int slots, SeededRandom random, int draws = 200)
    {
        ArgumentNullException.ThrowIfNull(beliefs);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        for (var i = 0; i < beliefs.Count; i++)
        {
            if (!(beliefs[i].Liked > 0 && beliefs[i].Not > 0 && double.IsFinite(beliefs[i].Liked + beliefs[i].Not)))
                throw new ArgumentException($"belief {i} holds a figure that is not above 0", nameof(beliefs));
        }

        slots = Math.Min(slots, beliefs.Count);
        var (chosen, counts, values, order) = (Array.Empty<int>(), new int[beliefs.Count], new double[beliefs.Count], new int[beliefs.Count]);
        var taken = random.Next(draws);
        for (var draw = 0; draw < draws; draw++)
        {
            for (var i = 0; i < values.Length; i++)
                (values[i], order[i]) = (-random.NextBeta(beliefs[i].Liked, beliefs[i].Not), i);
            Array.Sort(values, order);
            foreach (var index in order.AsSpan(0, slots))
                counts[index]++;
            if (draw == taken)
                chosen = order[..slots];
        }

        return [.. chosen.Select(index => new ThompsonChoice(index, counts[index] / (double)draws))];
    }
}
