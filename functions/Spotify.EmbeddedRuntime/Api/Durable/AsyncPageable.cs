namespace Microsoft.DurableTask;

/// <summary>Values that come page by page.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>Creates the values.</summary>
    protected AsyncPageable()
    {
    }

    /// <summary>The pages.</summary>
    /// <param name="continuationToken">Of the page before; null from the beginning.</param>
    /// <param name="pageSizeHint">How many values a page should hold.</param>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default);

    /// <inheritdoc/>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (var value in page.Values)
                yield return value;
        }
    }
}

/// <summary>A page of values.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>Creates a page.</summary>
    /// <param name="values">What is on it.</param>
    /// <param name="continuationToken">Where the next one begins; null on the last.</param>
    public Page(IReadOnlyList<T> values, string? continuationToken = default)
    {
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>What is on it.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next one begins; null on the last.</summary>
    public string? ContinuationToken { get; }
}
