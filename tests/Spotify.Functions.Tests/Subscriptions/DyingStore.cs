using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Subscriptions;

/// <summary>A store under a process that dies: after so many single writes nothing is written any more.</summary>
internal sealed class DyingStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>How many writes there are still to be; the largest number for all.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    public ValueTask<StoredDocument<T>?> ReadAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default) =>
        inner.ReadAsync<T>(container, partition, id, cancellationToken);

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default) =>
        inner.ReadManyAsync<T>(container, keys, cancellationToken);

    public ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        Spend();
        return inner.WriteAsync(container, partition, operation, cancellationToken);
    }

    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default)
    {
        Spend();
        return inner.WriteBatchAsync(container, partition, operations, cancellationToken);
    }

    public ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        Spend();
        return inner.WriteManyAsync(batches, cancellationToken);
    }

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default) =>
        inner.RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default) =>
        inner.ScanAsync<T>(container, range, filter, cancellationToken);

    private void Spend()
    {
        if (WritesLeft == 0)
            throw new TransientException("The test killed the process");
        WritesLeft -= WritesLeft == int.MaxValue ? 0 : 1;
        Writes++;
    }
}
