using Spotify.Functions.Platform.Documents;

namespace Benchmarks;

/// <summary>Counts the calls that read: each is a request to Cosmos DB, were that the store.</summary>
internal sealed class IdentifyReads(IDocumentStore inner) : IDocumentStore
{
    private long _reads;

    public long Reads => Interlocked.Read(ref _reads);

    public ValueTask<StoredDocument<T>?> ReadAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.ReadAsync<T>(container, partition, id, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _reads, keys.Count);
        return inner.ReadManyAsync<T>(container, keys, cancellationToken);
    }

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);
    }

    public ValueTask<WriteResult> WriteAsync(DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(container, partition, operation, cancellationToken);

    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        inner.WriteBatchAsync(container, partition, operations, cancellationToken);

    public ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default) =>
        inner.WriteManyAsync(batches, cancellationToken);

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default) =>
        inner.ScanAsync<T>(container, range, filter, cancellationToken);
}
