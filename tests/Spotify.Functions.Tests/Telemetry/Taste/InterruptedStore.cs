using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Telemetry.Taste;

/// <summary>A store under a process that is held up before one of its calls while others go on.</summary>
internal sealed class InterruptedStore(IDocumentStore inner, int beforeCall, Func<Task> meanwhile) : IDocumentStore
{
    private int _calls;

    /// <summary>Whether it came to that call.</summary>
    public bool WasInterrupted => _calls >= beforeCall;

    public async ValueTask<StoredDocument<T>?> ReadAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.ReadAsync<T>(container, partition, id, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.ReadManyAsync<T>(container, keys, cancellationToken);
    }

    public async ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.WriteAsync(container, partition, operation, cancellationToken);
    }

    public async ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.WriteBatchAsync(container, partition, operations, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.WriteManyAsync(batches, cancellationToken);
    }

    public async ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default)
    {
        await CallAsync();
        return await inner.RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);
    }

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default) =>
        inner.ScanAsync<T>(container, range, filter, cancellationToken);

    private async Task CallAsync()
    {
        if (++_calls == beforeCall)
            await meanwhile();
    }
}
