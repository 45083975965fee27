using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Evaluation;

/// <summary>A training set, cut in two so that choices are made on what was not learned from, and test data stays unseen.</summary>
/// <param name="Rest">What is learned from.</param>
/// <param name="Held">What is to be found.</param>
public sealed record HeldOut(Interactions Rest, Interactions Held)
{
    /// <summary>Holds back a part of each listener's pairs, chosen by seed and row alone. Somebody with fewer than 5 keeps them all.</summary>
    /// <param name="seen">The training set.</param>
    /// <param name="part">Which part is held back: above 0, below 1; rounded up.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="listeners">For so many listeners at most, chosen by the seed; others keep all.</param>
    public static HeldOut Of(Interactions seen, double part, ulong seed, int listeners = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(part, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, 1);
        var able = Enumerable.Range(0, seen.Rows).Where(row => seen.ColumnsOf(row).Length >= 5).ToArray();
        new SeededRandom(seed).Shuffle(able.AsSpan());
        var (rest, held, chosen) = (new List<Interaction>(seen.Count), new List<Interaction>(), able.Take(listeners).ToHashSet());
        for (var row = 0; row < seen.Rows; row++)
        {
            var (columns, weights) = (seen.ColumnsOf(row).ToArray(), seen.WeightsOf(row).ToArray());
            var order = Enumerable.Range(0, columns.Length).ToArray();
            if (chosen.Contains(row))
                SeededRandom.For(seed, (uint)row).Shuffle(order.AsSpan());
            var count = chosen.Contains(row) ? (int)Math.Ceiling(part * columns.Length) : 0;
            for (var i = 0; i < order.Length; i++)
                (i < count ? held : rest).Add(new Interaction(row, columns[order[i]], weights[order[i]]));
        }

        return new HeldOut(Interactions.Of(seen.Rows, seen.Columns, rest), Interactions.Of(seen.Rows, seen.Columns, held));
    }
}
