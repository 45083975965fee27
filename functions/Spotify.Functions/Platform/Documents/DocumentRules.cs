using System.Buffers;
using System.Text;

namespace Spotify.Functions.Platform.Documents;

/// <summary>
/// What both adapters demand of ids, partition keys and sizes: Cosmos DB's rules, and what keeps the two adapters the same. A breach of these is a
/// bug of the caller, except for sizes, which depend on data and are outcomes.
/// </summary>
public static class DocumentRules
{
    /// <summary>The most characters (UTF-16 units) of an id.</summary>
    public const int MaxIdLength = 255;

    /// <summary>The most UTF-8 bytes of one partition key value; Cosmos's 2,048 hold for all of a key together.</summary>
    public const int MaxPartitionKeyBytes = 1024;

    /// <summary>The most bytes of a document with its id, key and system properties, and of all documents of a batch together.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The most operations of a batch.</summary>
    public const int MaxBatchOperations = 100;

    /// <summary>The most keys of one <see cref="IDocumentStore.ReadManyAsync"/>, and the most documents of one page.</summary>
    public const int MaxReads = 1000;

    /// <summary>A text that sorts after every id, in code-point order and in UTF-16 order.</summary>
    internal const string AboveEveryId = "\U0010FFFF";

    /// <summary>A text that sorts before every id; behind an id, what sorts right after that id.</summary>
    internal const string BelowEveryId = "\u0001";

    // Room for what the store adds to a document: system properties, JSON around id and key.
    private const int EnvelopeBytes = 512;

    private static readonly SearchValues<char> ForbiddenInIds = SearchValues.Create("/\\?#%");

    /// <summary>
    /// Whether a text may be an id: 1 to 255 characters, none of <c>/ \ ? # %</c>, no control characters, well-formed Unicode, no space at the end, not
    /// <c>.</c> or <c>..</c> (an id travels as a segment of a URL; Cosmos DB itself allows <c>%</c>, but its client then misses the document in
    /// gateway mode). The code points U+E000 to U+FFFF (private use, presentation and width variants) and
    /// U+10FFFF are not allowed either: UTF-16 and UTF-8 sort those differently from the rest, and without them every adapter has one order of ids.
    /// </summary>
    public static bool IsValidId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && id[^1] != ' ' && id is not ("." or "..") && id.AsSpan().IndexOfAny(ForbiddenInIds) < 0
        && IsOrderedText(id);

    /// <summary>Whether a text may be one value of a partition key: not empty, at most 1,024 bytes of UTF-8, no control characters, well-formed Unicode.</summary>
    public static bool IsValidPartitionKey(string? value) =>
        value is { Length: > 0 } && IsText(value) && (value.Length <= MaxPartitionKeyBytes / 3 || Encoding.UTF8.GetByteCount(value) <= MaxPartitionKeyBytes);

    /// <summary>How many bytes a document counts against <see cref="MaxBytes"/>.</summary>
    internal static long Size(int bodyBytes, PartitionKeyValue partition, string id) =>
        (long)bodyBytes + EnvelopeBytes + 6L * (id.Length + partition.First.Length + (partition.Second?.Length ?? 0));

    /// <summary>A time to live as Cosmos keeps it: whole seconds, rounded up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than Cosmos's 68 years.</exception>
    internal static int? Seconds(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } time)
            return null;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(timeToLive));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time.TotalSeconds, int.MaxValue, nameof(timeToLive));
        return (int)Math.Ceiling(time.TotalSeconds);
    }

    internal static void CheckId(string id)
    {
        if (!IsValidId(id))
            throw new ArgumentException($"'{id}' cannot be the id of a document: see {nameof(DocumentRules)}.{nameof(IsValidId)}.", nameof(id));
    }

    internal static void CheckPartition(DocumentContainer container, PartitionKeyValue partition)
    {
        if (!IsValidPartitionKey(partition.First) || (partition.Second is not null && !IsValidPartitionKey(partition.Second)))
            throw new ArgumentException($"'{partition}' cannot be a partition key: see {nameof(DocumentRules)}.{nameof(IsValidPartitionKey)}.", nameof(partition));
        if ((partition.Second is null ? 1 : 2) != container.PartitionKeyPaths.Count)
            throw new ArgumentException($"Container '{container.Name}' has the partition key ({string.Join(", ", container.PartitionKeyPaths)}).", nameof(partition));
    }

    internal static void CheckKey(DocumentContainer container, PartitionKeyValue partition, string id)
    {
        CheckPartition(container, partition);
        CheckId(id);
        if (container.PartitionKeyPaths is ["/id"] && partition.First != id)
            throw new ArgumentException($"In container '{container.Name}' the id is the partition key; '{partition}' is not '{id}'.", nameof(partition));
    }

    internal static void CheckKeys(DocumentContainer container, IReadOnlyList<DocumentKey> keys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, MaxReads, nameof(keys));
        foreach (var key in keys)
            CheckKey(container, key.Partition, key.Id);
    }

    internal static void CheckBatches(IReadOnlyList<PartitionBatch> batches)
    {
        var seen = new HashSet<(string, PartitionKeyValue)>(batches.Count);
        foreach (var batch in batches)
        {
            CheckPartition(batch.Container, batch.Partition);
            if (!seen.Add((batch.Container.Name, batch.Partition)))
                throw new ArgumentException($"Two batches for partition '{batch.Partition}' of '{batch.Container.Name}': join them.", nameof(batches));
        }
    }

    internal static void CheckFilter(DocumentContainer container, ScanFilter filter)
    {
        CheckBound(filter.Ids.From);
        CheckBound(filter.Ids.To);
        if (filter.SecondKey is null)
            return;
        if (container.PartitionKeyPaths.Count < 2)
            throw new ArgumentException($"Container '{container.Name}' has no second value in its partition key.", nameof(filter));
        if (!IsValidPartitionKey(filter.SecondKey))
            throw new ArgumentException($"'{filter.SecondKey}' cannot be a value of a partition key.", nameof(filter));
    }

    internal static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxReads);
    }

    internal static void CheckBound(string? bound)
    {
        if (bound is not null && !IsOrderedText(WithoutEnd(bound, AboveEveryId) ?? WithoutEnd(bound, BelowEveryId) ?? bound))
            throw new ArgumentException($"'{bound}' cannot be a bound of a range of ids.", nameof(bound));
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c))
                return false;
            if (char.IsSurrogate(c) && (!char.IsHighSurrogate(c) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }

        return true;
    }

    private static string? WithoutEnd(string bound, string end) => bound.EndsWith(end, StringComparison.Ordinal) ? bound[..^end.Length] : null;

    private static bool IsOrderedText(string text) =>
        IsText(text) && text.AsSpan().IndexOfAnyInRange('\uE000', '\uFFFF') < 0 && !text.Contains(AboveEveryId, StringComparison.Ordinal);
}
