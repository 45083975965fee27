using Spotify.Core.Recommendations.Collaborative;

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
public sealed record RankingQuality(double Recall, double Ndcg, double Coverage, double Novelty, double Gini, int Listeners);

/// <summary>Measures rankings over all items, those of the training masked: the protocol of NGCF and LightGCN.</summary>
public static class Ranking
{
    /// <summary>Measures a scorer.</summary>
    /// <param name="train">What listeners have already: never shown.</param>
    /// <param name="test">What they were to be shown; listeners without anything are left out.</param>
    /// <param name="open">Makes a scorer for one thread.</param>
    /// <param name="k">Places.</param>
    /// <param name="threads">Threads; the figures are the same for any number.</param>
    public static RankingQuality Measure(Interactions train, Interactions test, Func<Scorer> open, int k = 20, int threads = 2)
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
            var (hits, gain) = (0, 0.0);
            for (var place = 0; place < lists[i].Length; place++)
            {
                shown[lists[i][place]]++;
                if (wanted.BinarySearch(lists[i][place]) < 0)
                    continue;
                hits++;
                gain += Discount(place);
            }

            recall += (double)hits / wanted.Length;
            ndcg += gain / Enumerable.Range(0, Math.Min(k, wanted.Length)).Sum(Discount);
        }

        return new RankingQuality(recall / listeners.Length, ndcg / listeners.Length, shown.Count(count => count > 0) / (double)shown.Length, NoveltyOf(train, lists), GiniOf(shown), listeners.Length);
    }

    /// <summary>The items with the highest scores, best first; of equal ones the lower number first, NaN and negative infinity never.</summary>
    /// <param name="scores">A score for each item.</param>
    /// <param name="k">How many at most.</param>
    public static int[] Best(ReadOnlySpan<float> scores, int k)
    {
        var heap = new PriorityQueue<int, (float Score, int Item)>(k + 1, WorstFirst);
        var worst = float.NegativeInfinity;
        for (var item = 0; item < scores.Length; item++)
        {
            if (!(scores[item] > worst))
                continue;
            heap.Enqueue(item, (scores[item], item));
            if (heap.Count > k)
                heap.Dequeue();
            if (heap.Count == k && heap.TryPeek(out _, out var least))
                worst = least.Score;
        }

        var best = new int[heap.Count];
        for (var place = best.Length - 1; place >= 0; place--)
            best[place] = heap.Dequeue();
        return best;
    }

    private static readonly Comparer<(float Score, int Item)> WorstFirst = Comparer<(float Score, int Item)>.Create(static (x, y) =>
    {
        var order = x.Score.CompareTo(y.Score);
        return order == 0 ? y.Item.CompareTo(x.Item) : order;
    });

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
}
