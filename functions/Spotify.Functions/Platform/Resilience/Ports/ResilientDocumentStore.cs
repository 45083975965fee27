using System.Runtime.CompilerServices;
using Polly;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Resilience.Ports;

/// <summary>Documents through their pipelines, whatever store is behind.</summary>
internal sealed class ResilientDocumentStore(IDocumentStore inner, Pipelines pipelines) : IDocumentStore, IAsyncDisposable, IDisposable
{
    /// <summary>The store behind.</summary>
    internal IDocumentStore Inner => inner;

    public ValueTask<StoredDocument<T>?> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default) =>
        pipelines.DocumentReads.ExecuteAsync(
            static (call, token) => call.inner.ReadAsync<T>(call.container, call.partition, call.id, token), (inner, container, partition, id), cancellationToken);

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default) =>
        pipelines.DocumentReads.ExecuteAsync(static (call, token) => call.inner.ReadManyAsync<T>(call.container, call.keys, token), (inner, container, keys), cancellationToken);

    public ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default) =>
        Of(IsRepeatable(operation)).ExecuteAsync(
            static (call, token) => call.inner.WriteAsync(call.container, call.partition, call.operation, token), (inner, container, partition, operation), cancellationToken);

    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        Of(AreRepeatable(operations)).ExecuteAsync(
            static (call, token) => call.inner.WriteBatchAsync(call.container, call.partition, call.operations, token), (inner, container, partition, operations), cancellationToken);

    public ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default) =>
        pipelines.Bulk.ExecuteAsync(static (call, token) => call.inner.WriteManyAsync(call.batches, token), (inner, batches), cancellationToken);

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default) =>
        pipelines.DocumentReads.ExecuteAsync(
            static (call, token) => call.inner.RangeAsync<T>(call.container, call.partition, call.range, call.limit, call.continuation, token),
            (inner, container, partition, range, limit, continuation),
            cancellationToken);

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        pipelines.Bulk.ExecuteAsync(static (call, token) => call.inner.GetScanRangesAsync(call.container, call.atMost, token), (inner, container, atMost), cancellationToken);

    // A scan may take an hour, so that neither a time-out nor a place in the bulkhead fits it; what it meets counts all the same.
    public async IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var scan = inner.ScanAsync<T>(container, range, filter, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await pipelines.Bulk.ExecuteAsync(static _ => ValueTask.CompletedTask, cancellationToken);
        while (await scan.MoveNextAsync())
            yield return scan.Current;
    }

    public ValueTask DisposeAsync() => inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    public void Dispose()
    {
        if (inner is IDisposable disposable)
            disposable.Dispose();
        else if (inner is IAsyncDisposable asynchronous)
            asynchronous.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private ResiliencePipeline Of(bool isRepeatable) => isRepeatable ? pipelines.DocumentReads : pipelines.DocumentWrites;

    // A create, or a write at a version, that was done and not answered would meet itself, and tell its caller of a conflict that there is not.
    private static bool IsRepeatable(DocumentOperation operation) => operation is { Kind: DocumentOperationKind.Upsert, ETag: null };

    private static bool AreRepeatable(IReadOnlyList<DocumentOperation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (!IsRepeatable(operations[i]))
                return false;
        }

        return true;
    }
}
