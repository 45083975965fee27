using System.Runtime.CompilerServices;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>Merges sorted runs.</summary>
public static class RunMerge
{
    private const int FlushBytes = 256 * 1024;

    /// <summary>Everything of all runs in order, what has one key as one. Holds one thing a run.</summary>
    public static async IAsyncEnumerable<T> MergeAsync<T>(
        RunFormat<T> format, IReadOnlyList<RunReader<T>> runs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(runs);
        var heads = new PriorityQueue<RunReader<T>, T>(runs.Count, Comparer<T>.Create(format.Compare));
        foreach (var run in runs)
        {
            if (await run.MoveNextAsync(cancellationToken))
                heads.Enqueue(run, run.Current);
        }

        while (heads.TryPeek(out var first, out var item))
        {
            await AdvanceAsync(heads, first, cancellationToken);
            while (heads.TryPeek(out var next, out var same) && format.Compare(item, same) == 0)
            {
                item = format.Combine(item, same);
                await AdvanceAsync(heads, next, cancellationToken);
            }

            yield return item;
        }
    }

    /// <summary>Writes what is in order as a run, without a header.</summary>
    /// <returns>Its length in bytes.</returns>
    public static async Task<long> WriteAsync<T>(RunFormat<T> format, IAsyncEnumerable<T> items, Stream into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        var (buffer, record, length) = (new CompactWriter(), new CompactWriter(), 0L);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            RunBuffer<T>.WriteRecord(buffer, record, format, item);
            if (buffer.Length >= FlushBytes)
                await FlushAsync();
        }

        await FlushAsync();
        return length;

        async Task FlushAsync()
        {
            await into.WriteAsync(buffer.Written.ToArray(), cancellationToken);
            length += buffer.Length;
            buffer.Clear();
        }
    }

    private static async ValueTask AdvanceAsync<T>(PriorityQueue<RunReader<T>, T> heads, RunReader<T> run, CancellationToken cancellationToken)
    {
        if (await run.MoveNextAsync(cancellationToken))
            heads.DequeueEnqueue(run, run.Current);
        else
            heads.Dequeue();
    }
}
