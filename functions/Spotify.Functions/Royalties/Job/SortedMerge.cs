using System.Runtime.CompilerServices;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Merges what is sorted.</summary>
internal static class SortedMerge
{
    /// <summary>Everything of all sources in order; of equals, an earlier source's first.</summary>
    public static async IAsyncEnumerable<T> MergeAsync<T>(
        IReadOnlyList<IAsyncEnumerable<T>> sources, Comparison<T> compare, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new List<IAsyncEnumerator<T>>(sources.Count);
        try
        {
            var heads = new PriorityQueue<int, (T Item, int Source)>(sources.Count, Comparer<(T Item, int Source)>.Create((x, y) =>
            {
                var order = compare(x.Item, y.Item);
                return order == 0 ? x.Source.CompareTo(y.Source) : order;
            }));
            foreach (var source in sources)
            {
                open.Add(source.GetAsyncEnumerator(cancellationToken));
                if (await open[^1].MoveNextAsync())
                    heads.Enqueue(open.Count - 1, (open[^1].Current, open.Count - 1));
            }

            while (heads.TryDequeue(out var source, out var head))
            {
                yield return head.Item;
                if (await open[source].MoveNextAsync())
                    heads.Enqueue(source, (open[source].Current, source));
            }
        }
        finally
        {
            foreach (var one in open)
                await one.DisposeAsync();
        }
    }
}
