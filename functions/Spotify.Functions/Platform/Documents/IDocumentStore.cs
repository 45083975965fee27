using Spotify.Core;

namespace Spotify.Functions.Platform.Documents;

/// <summary>
/// Documents as Cosmos DB keeps them: a container, a partition key, an id within the partition, an ETag, an optional time to live. What ids and
/// keys may look like is in <see cref="DocumentRules"/>; a body is a JSON object, a document at most 2 MB. Expected failures are outcomes;
/// an exception means the store itself is in trouble (<see cref="TransientException"/>) or the call is a bug (<see cref="ArgumentException"/>).
/// </summary>
public interface IDocumentStore
{
    /// <summary>Point read.</summary>
    /// <returns>The document, or null when it is not there or has expired.</returns>
    ValueTask<StoredDocument<T>?> ReadAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default);

    /// <summary>Point reads of many documents of one container in one call, in whatever partitions they are.</summary>
    /// <param name="container">The container.</param>
    /// <param name="keys">Up to 1,000 documents; the same one may be asked for twice.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>One entry a key, in the order of the keys; null where a document is not there or has expired.</returns>
    ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Writes one document.</summary>
    ValueTask<WriteResult> WriteAsync(DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default);

    /// <summary>Up to 100 operations on one partition, all or none.</summary>
    /// <returns>Written, or the outcome of the first operation that failed, with its index; then nothing has changed.</returns>
    ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default);

    /// <summary>
    /// Batches on any number of partitions and containers in one call: each is all or none by itself, none depends on another, and they have no
    /// order among themselves. For consumers that write many small batches: SQLite takes all of them in one transaction, Cosmos runs them in parallel.
    /// </summary>
    /// <param name="batches">The batches; at most one for a partition of a container.</param>
    /// <param name="cancellationToken">Stops the call; batches under way may still be written.</param>
    /// <returns>One result a batch, in the order of the batches.</returns>
    /// <exception cref="TransientException">The store is in trouble: any of the batches may have been written, each whole or not at all. Do all of it again.</exception>
    ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default);

    /// <summary>Documents of one partition in ordinal order of their ids. Pages stay in order when documents come and go between them.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partition">The whole partition key.</param>
    /// <param name="range">Which ids, and in which direction.</param>
    /// <param name="limit">Documents in a page, 1 to 1,000.</param>
    /// <param name="continuation">The last page's token, or null for the first page.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>Cuts a whole container into ranges that batch jobs read in parallel, each partition within one range.</summary>
    /// <param name="container">The container.</param>
    /// <param name="atMost">How many ranges at the most.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every document of a range that passes the filter and is there from beginning to end of the scan, in no particular order; for batch jobs alone. What the filter
    /// leaves out costs a look at the index, no read of its body.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="range">One of <see cref="GetScanRangesAsync"/>.</param>
    /// <param name="filter">Which documents; all by default.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="ArgumentException">A bound is no text, or the container's key has no second value.</exception>
    IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default);
}

/// <summary>Which documents a scan gives.</summary>
/// <param name="SecondKey">The second value of the partition key, such as the period of a play; null for any.</param>
/// <param name="Ids">Which ids; its direction means nothing here.</param>
public readonly record struct ScanFilter(string? SecondKey = null, IdRange Ids = default);

/// <summary>Where a document is within its container.</summary>
/// <param name="Partition">The whole partition key.</param>
/// <param name="Id">The id.</param>
public readonly record struct DocumentKey(PartitionKeyValue Partition, string Id);

/// <summary>Operations on one partition, all or none.</summary>
/// <param name="Container">The container.</param>
/// <param name="Partition">The whole partition key.</param>
/// <param name="Operations">1 to 100 operations.</param>
public sealed record PartitionBatch(DocumentContainer Container, PartitionKeyValue Partition, IReadOnlyList<DocumentOperation> Operations);

/// <summary>A document that was read.</summary>
/// <param name="Value">Its body.</param>
/// <param name="ETag">Its version, for a conditional write.</param>
public sealed record StoredDocument<T>(T Value, string ETag);

/// <summary>A document met in a scan.</summary>
/// <param name="Partition">Its partition key.</param>
/// <param name="Id">Its id.</param>
/// <param name="Value">Its body.</param>
/// <param name="ETag">Its version.</param>
public sealed record ScannedDocument<T>(PartitionKeyValue Partition, string Id, T Value, string ETag);

/// <summary>A page of a range.</summary>
/// <param name="Documents">The documents with their ids, in order.</param>
/// <param name="Continuation">Where the next page starts; null when this was the last.</param>
public sealed record DocumentPage<T>(IReadOnlyList<(string Id, StoredDocument<T> Document)> Documents, string? Continuation);

/// <summary>Which ids a range read returns, in ordinal order.</summary>
/// <param name="From">First id, included; null from the beginning.</param>
/// <param name="To">First id after the range; null to the end.</param>
/// <param name="Descending">Largest id first.</param>
public readonly record struct IdRange(string? From = null, string? To = null, bool Descending = false)
{
    /// <summary>All ids that begin with a prefix.</summary>
    public static IdRange Prefix(string prefix, bool descending = false) => new(prefix, prefix + DocumentRules.AboveEveryId, descending);
}

/// <summary>A part of a container for one reader of a batch job; opaque, survives being stored.</summary>
/// <param name="Token">The adapter's own text.</param>
public readonly record struct ScanRange(string Token);

/// <summary>How a write ended.</summary>
public enum WriteOutcome
{
    /// <summary>Done.</summary>
    Written = 0,

    /// <summary>A create met a document of that id.</summary>
    Conflict = 1,

    /// <summary>The document is no longer at the ETag that was asked for.</summary>
    PreconditionFailed = 2,

    /// <summary>A replace or delete met nothing.</summary>
    NotFound = 3,

    /// <summary>The document is over 2 MB, or the batch is.</summary>
    TooLarge = 4,
}

/// <summary>How one write ended.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="ETag">The new version, where written (null after a delete).</param>
public readonly record struct WriteResult(WriteOutcome Outcome, string? ETag = null)
{
    /// <summary>Whether it was written.</summary>
    public bool IsWritten => Outcome == WriteOutcome.Written;
}

/// <summary>How a batch ended.</summary>
/// <param name="Outcome">Written, or why not.</param>
/// <param name="FailedIndex">Which operation failed first, or -1.</param>
/// <param name="ETags">The new versions in the order of the operations; empty when nothing was written.</param>
public sealed record BatchResult(WriteOutcome Outcome, int FailedIndex, IReadOnlyList<string?> ETags)
{
    /// <summary>Whether all of it was written.</summary>
    public bool IsWritten => Outcome == WriteOutcome.Written;
}

/// <summary>What a write does.</summary>
public enum DocumentOperationKind
{
    /// <summary>Only where nothing is.</summary>
    Create = 0,

    /// <summary>Whatever is there.</summary>
    Upsert = 1,

    /// <summary>Only over what is there, at its ETag where one is given.</summary>
    Replace = 2,

    /// <summary>Removes it, at its ETag where one is given.</summary>
    Delete = 3,
}

/// <summary>
/// One write. The body is serialised with <see cref="DocumentJson"/>; the adapter adds id, partition key and TTL as Cosmos wants them. A body may
/// carry its id and partition key properties itself, with the same values; <c>ttl</c> and names that begin with an underscore are the store's.
/// </summary>
public sealed record DocumentOperation
{
    private DocumentOperation(DocumentOperationKind kind, string id, object? body, Type? bodyType, string? etag, TimeSpan? timeToLive) =>
        (Kind, Id, Body, BodyType, ETag, TimeToLive) = (kind, id, body, bodyType, etag, timeToLive);

    /// <summary>What it does.</summary>
    public DocumentOperationKind Kind { get; }

    /// <summary>To which document.</summary>
    public string Id { get; }

    /// <summary>The body; null for a delete.</summary>
    public object? Body { get; }

    /// <summary>The declared type of the body.</summary>
    public Type? BodyType { get; }

    /// <summary>The version it must be at; null for any.</summary>
    public string? ETag { get; }

    /// <summary>How long it lives after this write, in whole seconds (rounded up, at least one); null for ever.</summary>
    public TimeSpan? TimeToLive { get; }

    /// <summary>Writes only where nothing is.</summary>
    public static DocumentOperation Create<T>(string id, T body, TimeSpan? timeToLive = null) => new(DocumentOperationKind.Create, id, body, typeof(T), null, timeToLive);

    /// <summary>Writes over whatever is there.</summary>
    public static DocumentOperation Upsert<T>(string id, T body, TimeSpan? timeToLive = null) => new(DocumentOperationKind.Upsert, id, body, typeof(T), null, timeToLive);

    /// <summary>Writes over what is there, at that version where one is given.</summary>
    public static DocumentOperation Replace<T>(string id, T body, string? etag = null, TimeSpan? timeToLive = null) =>
        new(DocumentOperationKind.Replace, id, body, typeof(T), etag, timeToLive);

    /// <summary>Removes a document, at that version where one is given.</summary>
    public static DocumentOperation Delete(string id, string? etag = null) => new(DocumentOperationKind.Delete, id, null, null, etag, null);
}
