using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>A store under a consumer that dies: after so many batches were written the call never comes back, as after <c>kill -9</c>, or throws as in trouble.</summary>
internal sealed class CrashingStore(IDocumentStore inner) : IDocumentStore
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _refused = new();
    private int _failures;

    /// <summary>After how many batches; the largest number for never. From then on nothing is written until this is set anew.</summary>
    public int CrashAfter { get; set; } = int.MaxValue;

    /// <summary>What the store throws when it breaks off; null where the process is gone.</summary>
    public Func<Exception>? Trouble { get; set; }

    /// <summary>What every call throws while the store is away; null while it is there.</summary>
    public Func<Exception>? Outage { get; set; }

    /// <summary>Calls that the outage failed.</summary>
    public int Failures => _failures;

    /// <summary>Batches written in all.</summary>
    public int Writes { get; private set; }

    /// <summary>How many batches of a container were refused.</summary>
    public int Refused(DocumentContainer container) => _refused.GetValueOrDefault(container.Name);

    /// <summary>Runs before each call that writes.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    public ValueTask<StoredDocument<T>?> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default) =>
        Inner().ReadAsync<T>(container, partition, id, cancellationToken);

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default) =>
        Inner().ReadManyAsync<T>(container, keys, cancellationToken);

    public ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default) =>
        Inner().WriteAsync(container, partition, operation, cancellationToken);

    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        Inner().WriteBatchAsync(container, partition, operations, cancellationToken);

    public async ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        await BeforeWrite();
        _ = Inner();
        if (CrashAfter >= batches.Count)
        {
            CrashAfter -= CrashAfter == int.MaxValue ? 0 : batches.Count;
            Writes += batches.Count;
            var results = await inner.WriteManyAsync(batches, cancellationToken);
            for (var i = 0; i < results.Count; i++)
            {
                if (!results[i].IsWritten)
                    _refused.AddOrUpdate(batches[i].Container.Name, 1, (_, known) => known + 1);
            }

            return results;
        }

        // Some of the batches are written, each whole, and nobody hears of it.
        var written = batches.Take(CrashAfter).ToList();
        if (written.Count > 0)
            await inner.WriteManyAsync(written, cancellationToken);
        // What else the consumer has under way meets the same end.
        CrashAfter = 0;
        throw Trouble?.Invoke() ?? new OperationCanceledException("The test killed the consumer");
    }

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container,
        PartitionKeyValue partition,
        IdRange range,
        int limit,
        string? continuation = null,
        CancellationToken cancellationToken = default) =>
        Inner().RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default) =>
        inner.ScanAsync<T>(container, range, filter, cancellationToken);

    private IDocumentStore Inner()
    {
        if (Outage is not { } outage)
            return inner;
        Interlocked.Increment(ref _failures);
        throw outage();
    }
}
