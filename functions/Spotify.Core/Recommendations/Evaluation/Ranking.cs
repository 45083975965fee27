using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Evaluation;

/// <summary>Scores all items for a listener.</summary>
/// <param name="row">The listener.</param>
/// <param name="scores">Gets a score for each item; the highest is best.</param>
public delegate void Scorer(int row, Span<float> scores);

/// <summary>How good a ranking is over all listeners with something to find.</summary>
/// <param name="Recall">The mean part of what was to be found that is among the first k.</param>
/// <param name="Ndcg">Normalised discounted cumulative gain at k; the ideal has min(k, what was to be found) hits first.</param>
/// <param name="Coverage">The part of all items that somebody is shown.</param>
/// <param name="Novelty">The mean of -log2 of the part of listeners that have a shown item already, in bits.</param>
/// <param name="Gini">How unevenly places go to items: 0 for evenly, 1 for all to one.</param>
/// <param name="Listeners">How many were ranked for.</param>
/// <param name="Diversity">The mean of 1 - cosine over pairs of one list, by the vectors that were given; null without vectors.</param>
public sealed record RankingQuality(double Recall, double Ndcg, double Coverage, double Novelty, double Gini, int Listeners, double? Diversity = null);

/// <summary>Measures rankings over all items, those of the training masked: the protocol of NGCF and LightGCN.</summary>
public static class Ranking
{
    /// <summary>Measures a scorer.</summary>
    /// <param name="train">What listeners have already: never shown.</param>
    /// <param name="test">What they were to be shown; listeners without anything are left out.</param>
    /// <param name="open">Makes a scorer for one thread.</param>
    /// <param name="k">Places.</param>
    /// <param name="threads">Threads; the figures are the same for any number.</param>
    /// <param name="vectors">A vector for each item, by which diversity is measured; null for none.</param>
    public static RankingQuality Measure(Interactions train, Interactions test, Func<Scorer> open, int k = 20, int threads = 2, FactorMatrix? vectors = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(open);
        var listeners = Enumerable.Range(0, test.Rows).Where(row => test.ColumnsOf(row).Length > 0).ToArray();
        var lists = new int[listeners.Length][];
        Parallel.For(
            0,
            listeners.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => (Score: open(), Scores: new float[train.Columns]),
            (i, _, state) =>
            {
                state.Score(listeners[i], state.Scores);
                foreach (var column in train.ColumnsOf(listeners[i]))
                    state.Scores[column] = float.NegativeInfinity;
                lists[i] = Best(state.Scores, k);
                return state;
            },
            _ => { });
        var (recall, ndcg, shown) = (0.0, 0.0, new int[train.Columns]);
        for (var i = 0; i < listeners.Length; i++)
        {
            var wanted = test.ColumnsOf(listeners[i]);
            foreach (var item in lists[i])
                shown[item]++;
            recall += RecallOf(lists[i], wanted);
            ndcg += NdcgOf(lists[i], wanted, k);
        }

        return new RankingQuality(
            recall / listeners.Length,
            ndcg / listeners.Length,
            shown.Count(count => count > 0) / (double)shown.Length,
            NoveltyOf(train, lists),
            GiniOf(shown),
            listeners.Length,
            vectors is null ? null : DiversityOf(vectors, lists));
    }

    /// <inheritdoc cref="Measure(Interactions, Interactions, Func{Scorer}, int, int, FactorMatrix?)"/>
    public static RankingQuality Measure(Interactions train, Interactions test, ICollaborativeSignal signal, int k = 20, int threads = 2, FactorMatrix? vectors = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(signal);
        return Measure(
            train,
            test,
            () =>
            {
                var scorer = signal.Open();
                return (row, scores) => scorer(train.ColumnsOf(row), train.WeightsOf(row), scores);
            },
            k,
            threads,
            vectors);
    }

    /// <summary>The part of what was wanted that a list has.</summary>
    /// <param name="list">Items, best first.</param>
    /// <param name="wanted">What was to be found, in order of numbers, at least one.</param>
    public static double RecallOf(ReadOnlySpan<int> list, ReadOnlySpan<int> wanted)
    {
        var hits = 0;
        foreach (var item in list)
            hits += wanted.BinarySearch(item) >= 0 ? 1 : 0;
        return (double)hits / wanted.Length;
    }

    /// <summary>Normalised discounted cumulative gain of a list (Jarvelin and Kekalainen 2002, relevance 0 or 1).</summary>
    /// <param name="list">Items, best first.</param>
    /// <param name="wanted">What was to be found, in order of numbers, at least one.</param>
    /// <param name="k">Places: the ideal has min(k, wanted) hits first.</param>
    public static double NdcgOf(ReadOnlySpan<int> list, ReadOnlySpan<int> wanted, int k)
    {
        var (gain, ideal) = (0.0, 0.0);
        for (var place = 0; place < list.Length; place++)
            gain += wanted.BinarySearch(list[place]) >= 0 ? Discount(place) : 0;
        for (var place = 0; place < Math.Min(k, wanted.Length); place++)
            ideal += Discount(place);
        return gain / ideal;
    }

    /// <summary>The items with the highest scores, best first; of equal ones the lower number first, NaN and negative infinity never.</summary>
    /// <param name="scores">A score for each item.</param>
    /// <param name="k">How many at most.</param>
    public static int[] Best(ReadOnlySpan<float> scores, int k)
    {
        if (k < 1)
            return [];
        var best = new Best(k);
        for (var item = 0; item < scores.Length; item++)
        {
            if (scores[item] > best.Threshold)
                best.Offer(item, scores[item], null);
        }

        return Array.ConvertAll(best.ToSorted(), found => found.Row);
    }

    private static double Discount(int place) => 1 / Math.Log2(place + 2);

    private static double NoveltyOf(Interactions train, int[][] lists)
    {
        var owners = new int[train.Columns];
        for (var row = 0; row < train.Rows; row++)
        {
            foreach (var column in train.ColumnsOf(row))
                owners[column]++;
        }

        // One owner more for all, so that what nobody has is finite.
        var bits = lists.SelectMany(list => list).Select(item => -Math.Log2((owners[item] + 1.0) / (train.Rows + 1.0))).ToList();
        return bits.Count == 0 ? 0 : bits.Average();
    }

    private static double GiniOf(int[] shown)
    {
        var sorted = shown.Order().ToArray();
        var (sum, weighted) = (sorted.Sum(count => (long)count), 0.0);
        for (var i = 0; i < sorted.Length; i++)
            weighted += (i + 1.0) * sorted[i];
        return sum == 0 ? 0 : (2 * weighted / (sorted.Length * (double)sum)) - ((sorted.Length + 1.0) / sorted.Length);
    }

    private static double? DiversityOf(FactorMatrix vectors, int[][] lists)
    {
        var lengths = vectors.Lengths();
        var (sum, pairs) = (0.0, 0L);
        foreach (var list in lists)
        {
            for (var i = 0; i < list.Length; i++)
            {
                for (var j = 0; j < i; j++, pairs++)
                {
                    var scale = lengths[list[i]] * lengths[list[j]];
                    sum += 1 - (scale > 0 ? SmallMatrix.Dot(vectors[list[i]], vectors[list[j]]) / scale : 0);
                }
            }
        }

        return pairs == 0 ? null : sum / pairs;
    }
}
