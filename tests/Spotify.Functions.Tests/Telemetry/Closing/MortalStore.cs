using System.Collections.Concurrent;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>How long a process lives: so many writes to documents or files. The last one is done, and nobody hears of it.</summary>
internal sealed class Lifetime
{
    private int _left = int.MaxValue;
    private int _writes;

    public int Writes => _writes;

    public void DieAfter(int writes) => _left = writes;

    public void Live() => _left = int.MaxValue;

    public void Check()
    {
        if (Volatile.Read(ref _left) <= 0)
            throw new OperationCanceledException("The test killed the process");
    }

    public void Written()
    {
        Interlocked.Increment(ref _writes);
        if (_left != int.MaxValue && Interlocked.Decrement(ref _left) <= 0)
            Check();
    }
}

/// <summary>The store of a process that may die.</summary>
internal sealed class MortalStore(IDocumentStore inner, Lifetime life) : IDocumentStore
{
    public ValueTask<StoredDocument<T>?> ReadAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        life.Check();
        return inner.ReadAsync<T>(container, partition, id, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        life.Check();
        return inner.ReadManyAsync<T>(container, keys, cancellationToken);
    }

    public async ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        life.Check();
        var result = await inner.WriteAsync(container, partition, operation, cancellationToken);
        life.Written();
        return result;
    }

    public async ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default)
    {
        life.Check();
        var result = await inner.WriteBatchAsync(container, partition, operations, cancellationToken);
        life.Written();
        return result;
    }

    public async ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        life.Check();
        var results = await inner.WriteManyAsync(batches, cancellationToken);
        life.Written();
        return results;
    }

    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default)
    {
        life.Check();
        return inner.RangeAsync<T>(container, partition, range, limit, continuation, cancellationToken);
    }

    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default) =>
        inner.GetScanRangesAsync(container, atMost, cancellationToken);

    public IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, CancellationToken cancellationToken = default)
    {
        life.Check();
        return inner.ScanAsync<T>(container, range, filter, cancellationToken);
    }
}

/// <summary>Files in memory, which outlive the process.</summary>
internal sealed class MemoryFiles(Lifetime life) : ILedgerFiles
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public long LargestRead { get; private set; }

    public async Task<T> WriteAsync<T>(string name, Func<Stream, Task<T>> write, CancellationToken cancellationToken)
    {
        life.Check();
        using var stream = new MemoryStream();
        var result = await write(stream);
        Files[name] = stream.ToArray();
        life.Written();
        return result;
    }

    public ValueTask ReadAsync(string name, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        life.Check();
        LargestRead = Math.Max(LargestRead, into.Length);
        if (!Files.TryGetValue(name, out var file) || offset + into.Length > file.Length)
            throw new FileNotFoundException(name);
        file.AsMemory((int)offset, into.Length).CopyTo(into);
        return ValueTask.CompletedTask;
    }

    public Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var name in Files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            life.Check();
            Files.TryRemove(name, out _);
            life.Written();
        }

        return Task.CompletedTask;
    }
}
