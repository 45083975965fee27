using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Documents;

/// <summary>
/// Documents in one SQLite file. Reads run on the caller's thread, some microseconds each; writes of all callers that wait together become one
/// transaction and one fsync, and a write is on the disk when its task completes. What has expired is not seen from that moment, and removed within
/// two minutes. Ids are ordered by their UTF-8 bytes, which for the ids that <see cref="DocumentRules"/> allows is the order of UTF-16 as well.
/// </summary>
internal sealed partial class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const int SweepRows = 1000;
    private const int ScanRows = 500;
    private const int ScanBytes = 4 * 1024 * 1024;
    private const int MostScanRanges = 256;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private readonly SqliteDatabase _database;
    private readonly SqliteVersions _versions;
    private readonly Dictionary<string, SqliteTable> _tables;
    private readonly Func<SqliteConnection, SqliteStatements> _newStatements;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _sweeper;
    private int _sweeping;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="time">The clock of expiry.</param>
    /// <param name="logger">Where a failed sweep is noted.</param>
    /// <param name="containers">The containers; <see cref="DocumentContainer.All"/> when null.</param>
    public SqliteDocumentStore(string path, TimeProvider time, ILogger<SqliteDocumentStore> logger, IReadOnlyList<DocumentContainer>? containers = null)
    {
        containers ??= DocumentContainer.All;
        (_time, _logger) = (time, logger);
        _tables = containers.Select((container, index) => new SqliteTable(container, index)).ToDictionary(table => table.Container.Name, StringComparer.Ordinal);
        _newStatements = connection => new SqliteStatements(connection, containers);
        _database = new SqliteDatabase(path, SqliteStatements.Schema(containers) + """
            INSERT INTO store (one, epoch) VALUES (1, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1;
            """);
        _versions = new SqliteVersions(_database.Read(session => session.Scalar<long>("SELECT epoch FROM store")));
        _sweeper = time.CreateTimer(_ => _ = SweepInBackgroundAsync(), null, SweepPeriod, SweepPeriod);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask<StoredDocument<T>?> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckKey(container, partition, id);
        var (table, place, now) = (TableOf(container), new SqlitePartition(partition), Now);
        return ValueTask.FromResult(Read(statements => ReadOne<T>(statements[table, SqliteStatementKind.Read], place, id, now)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckKeys(container, keys);
        var (table, now) = (TableOf(container), Now);
        return ValueTask.FromResult<IReadOnlyList<StoredDocument<T>?>>(Read(statements =>
        {
            var statement = statements[table, SqliteStatementKind.Read];
            var documents = new StoredDocument<T>?[keys.Count];
            for (var i = 0; i < documents.Length; i++)
                documents[i] = ReadOne<T>(statement, new SqlitePartition(keys[i].Partition), keys[i].Id, now);
            return documents;
        }));
    }

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        var result = await WriteAsync(Prepare(container, partition, [operation]), cancellationToken);
        return new WriteResult(result.Outcome, result.IsWritten ? result.ETags[0] : null);
    }

    /// <inheritdoc/>
    public async ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        await WriteAsync(Prepare(container, partition, [.. operations]), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckBatches(batches);
        if (batches.Count == 0)
            return [];
        var prepared = new SqliteBatch[batches.Count];
        for (var i = 0; i < prepared.Length; i++)
            prepared[i] = Prepare(batches[i].Container, batches[i].Partition, [.. batches[i].Operations]);

        return await WriteAsync((statements, now) => SqliteBatch.Apply(prepared, statements, _versions, now), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckPartition(container, partition);
        DocumentRules.CheckLimit(limit);
        var (from, to) = Continuation.Bounds(range, continuation);
        var (table, place, now) = (TableOf(container), new SqlitePartition(partition), Now);
        var kind = range.Descending ? SqliteStatementKind.Descending : SqliteStatementKind.Ascending;
        return ValueTask.FromResult(Read(statements =>
        {
            var statement = statements[table, kind]
                .Bind(1, place.Hash).BindText(2, place.Key).BindText(3, from).Bind(4, now).BindText(5, to).Bind(6, limit + 1);
            return ReadPage<T>(statement, limit);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _ = TableOf(container);
        return ValueTask.FromResult(SqliteScanRange.Cut(Math.Min(atMost, MostScanRanges)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckFilter(container, filter);
        var (table, part) = (TableOf(container), SqliteScanRange.Parse(range));
        var wanted = new SqliteScanFilter(filter);
        var page = new List<ScannedDocument<T>>(ScanRows);
        foreach (var slice in filter == default ? [part] : part.Slices())
        {
            // Pages, not one long read: a read that lasts keeps the write-ahead log from being folded back into the file.
            var position = (Hash: (long)slice.First, Key: DocumentRules.BelowEveryId, Id: DocumentRules.BelowEveryId);
            var more = true;
            while (more)
            {
                cancellationToken.ThrowIfCancellationRequested();
                page.Clear();
                more = Read(statements => ReadScan(statements[table, SqliteStatementKind.Scan], slice, wanted, ref position, page));
                foreach (var document in page)
                    yield return document;
                await Task.CompletedTask;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Removes what has expired.</summary>
    /// <returns>How many documents.</returns>
    internal async Task<int> SweepAsync()
    {
        var swept = 0;
        foreach (var table in _tables.Values)
        {
            var now = Now;
            // Asked by a reader first: nothing is written, and no disk is woken, where nothing has expired.
            while (Read(statements => Any(statements[table, SqliteStatementKind.HasExpired].Bind(4, now))))
            {
                swept += await WriteAsync(
                    (statements, _) => statements[table, SqliteStatementKind.Sweep].Bind(4, now).Bind(6, SweepRows).Run(), CancellationToken.None);
            }
        }

        return swept;
    }

    /// <summary>How many rows a container's table has, expired ones included.</summary>
    internal long CountRows(DocumentContainer container) => Read(statements =>
    {
        var statement = statements[TableOf(container), SqliteStatementKind.Count];
        statement.Step();
        var count = statement.Int64(0);
        statement.Reset();
        return count;
    });

    private static StoredDocument<T>? ReadOne<T>(SqliteStatement statement, SqlitePartition partition, string id, long now)
    {
        statement.Bind(1, partition.Hash).BindText(2, partition.Key).BindText(3, id).Bind(4, now);
        try
        {
            return statement.Step() ? Document<T>(statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static StoredDocument<T> Document<T>(SqliteStatement statement) =>
        new(JsonSerializer.Deserialize<T>(statement.Blob(1), DocumentJson.Options)!, SqliteBatch.ETagOf(statement.Int64(0)));

    private static DocumentPage<T> ReadPage<T>(SqliteStatement statement, int limit)
    {
        var documents = new List<(string, StoredDocument<T>)>(Math.Min(limit, 100));
        try
        {
            while (statement.Step())
            {
                if (documents.Count == limit)
                    return new DocumentPage<T>(documents, Continuation.After(documents[^1].Item1));
                documents.Add((statement.Text(2), Document<T>(statement)));
            }

            return new DocumentPage<T>(documents, null);
        }
        finally
        {
            statement.Reset();
        }
    }

    private bool ReadScan<T>(
        SqliteStatement statement, SqliteScanRange part, SqliteScanFilter filter, ref (long Hash, string Key, string Id) position, List<ScannedDocument<T>> page)
    {
        statement.Bind(1, position.Hash).BindText(2, position.Key).BindText(3, position.Id).Bind(4, Now).Bind(5, part.Last)
            .BindText(6, filter.From).BindText(7, filter.To).BindText(8, filter.KeyEnd);
        try
        {
            var bytes = 0;
            while (statement.Step())
            {
                position = (statement.Int64(4), statement.Text(3), statement.Text(2));
                bytes += statement.Blob(1).Length;
                var document = Document<T>(statement);
                page.Add(new ScannedDocument<T>(SqlitePartition.Parse(position.Key), position.Id, document.Value, document.ETag));
                if (page.Count == ScanRows || bytes > ScanBytes)
                    return true;
            }

            return false;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static bool Any(SqliteStatement statement)
    {
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    private SqliteTable TableOf(DocumentContainer container) => _tables.TryGetValue(container.Name, out var table)
        ? table
        : throw new ArgumentException($"There is no container '{container.Name}' in this store.", nameof(container));

    private SqliteBatch Prepare(DocumentContainer container, PartitionKeyValue partition, ReadOnlySpan<DocumentOperation> operations) =>
        new(TableOf(container), PreparedBatch.Prepare(container, partition, operations));

    private async ValueTask<BatchResult> WriteAsync(SqliteBatch batch, CancellationToken cancellationToken) =>
        await WriteAsync((statements, now) => SqliteBatch.Apply([batch], statements, _versions, now)[0], cancellationToken);

    private async Task<T> WriteAsync<T>(Func<SqliteStatements, long, T> write, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.WriteAsync(session => write(session.Companion(_newStatements), Now), cancellationToken);
        }
        catch (SqliteException exception) when (IsTransient(exception))
        {
            throw new TransientException("The document file could not be written.", exception);
        }
    }

    private T Read<T>(Func<SqliteStatements, T> read)
    {
        try
        {
            return _database.Read(session => read(session.Companion(_newStatements)));
        }
        catch (SqliteException exception) when (IsTransient(exception))
        {
            throw new TransientException("The document file could not be read.", exception);
        }
    }

    // Busy, locked, out of memory, I/O error, disk full, cannot open: the file or machine, not the call.
    private static bool IsTransient(SqliteException exception) => exception.SqliteErrorCode is 5 or 6 or 7 or 10 or 13 or 14;

    private async Task SweepInBackgroundAsync()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
            return;
        try
        {
            await SweepAsync();
        }
        catch (ObjectDisposedException)
        {
            // The store was closed meanwhile.
        }
        catch (Exception exception) when (exception is SqliteException or TransientException)
        {
            LogSweepFailed(_logger, exception);
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Expired documents could not be removed; the next sweep tries again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
