using System.Collections.Concurrent;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>A store that a test can break, hold up and watch.</summary>
internal sealed class TroubledStore(IDocumentStore inner) : IDocumentStore
{
    private readonly ConcurrentDictionary<string, int> _reads = new();

    /// <summary>Which ids' reads fail.</summary>
    public Func<string, bool> ReadsFail { get; set; } = _ => false;

    /// <summary>Which ids' writes fail, before anything is written.</summary>
    public Func<string, bool> WritesFail { get; set; } = _ => false;

    /// <summary>Runs before each single write.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>What single reads wait for.</summary>
    public Task ReadsWaitFor { get; set; } = Task.CompletedTask;

    public int ReadsOf(string id) => _reads.GetValueOrDefault(id);

    public int Reads => _reads.Values.Sum();

    public async ValueTask<StoredDocument<T>?> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        _reads.AddOrUpdate(id, 1, (_, count) => count + 1);
        await ReadsWaitFor;
        if (ReadsFail(id))
            throw new TransientException("The test broke the store");
        return await inner.ReadAsync<T>(container, partition, id, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default) =>
        inner.ReadManyAsync<T>(container, keys, cancellationToken);

    public async ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        await BeforeWrite(operation.Id);
        if (WritesFail(operation.Id))
            throw new TransientException("The test broke the store");
        return await inner.WriteAsync(container, partition, operation, cancellationToken);
    }

    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        inner.WriteBatchAsync(container, partition, operations, cancellationToken);

    public ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default) =>
        batches.Any(batch => batch.Operations.Any(operation => WritesFail(operation.Id)))
            ? throw new TransientException("The test broke the store")
            : inner.WriteManyAsync(batches, cancellationToken);

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container,
        PartitionKeyValue partition,
        IdRange range,
        int limit,
        string? continuation = null,
        CancellationToken cancellationToken = default) =>
        inner.RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default) =>
        inner.ScanAsync<T>(container, range, filter, cancellationToken);
}
