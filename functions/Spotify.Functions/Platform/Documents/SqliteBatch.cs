using System.Globalization;

namespace Spotify.Functions.Platform.Documents;

/// <summary>A batch on one partition, checked and serialised on the caller's thread, so that the one writer thread only writes.</summary>
internal sealed class SqliteBatch
{
    private readonly SqliteTable _table;
    private readonly SqlitePartition _partition;
    private readonly Operation[] _operations;

    /// <summary>Prepares a batch.</summary>
    /// <exception cref="ArgumentException">An id, key or body breaks the rules.</exception>
    public SqliteBatch(SqliteTable table, PartitionKeyValue partition, ReadOnlySpan<DocumentOperation> operations)
    {
        if (operations.Length is 0 or > DocumentRules.MaxBatchOperations)
            throw new ArgumentException($"A batch has 1 to {DocumentRules.MaxBatchOperations} operations, not {operations.Length}.", nameof(operations));
        _table = table;
        _partition = new SqlitePartition(partition);
        _operations = new Operation[operations.Length];
        var size = 0L;
        for (var i = 0; i < operations.Length; i++)
        {
            var operation = operations[i];
            DocumentRules.CheckKey(table.Container, partition, operation.Id);
            var body = operation.Kind == DocumentOperationKind.Delete ? null : DocumentBody.Serialize(table.Container, partition, operation).Json;
            size += DocumentRules.Size(body?.Length ?? 0, partition, operation.Id);
            if (size > DocumentRules.MaxBytes && TooLarge is null)
                TooLarge = new BatchResult(WriteOutcome.TooLarge, i, []);
            _operations[i] = new Operation(
                operation.Kind, operation.Id, body, operation.ETag is null ? null : VersionOf(operation.ETag), DocumentRules.Seconds(operation.TimeToLive));
        }
    }

    /// <summary>The outcome of a batch that is over its size, or null.</summary>
    public BatchResult? TooLarge { get; }

    /// <summary>The text of a version.</summary>
    public static string ETagOf(long version) => version.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Writes all or nothing, on the writer's session.</summary>
    public BatchResult Apply(SqliteStatements statements, SqliteVersions versions, long now)
    {
        if (_operations.Length == 1)
        {
            var (outcome, version) = Apply(statements, versions, _operations[0], now);
            return outcome == WriteOutcome.Written ? new BatchResult(outcome, -1, [version]) : new BatchResult(outcome, 0, []);
        }

        statements.Savepoint();
        var etags = new string?[_operations.Length];
        for (var i = 0; i < etags.Length; i++)
        {
            var (outcome, etag) = Apply(statements, versions, _operations[i], now);
            if (outcome != WriteOutcome.Written)
            {
                statements.RollBack();
                statements.Release();
                return new BatchResult(outcome, i, []);
            }

            etags[i] = etag;
        }

        statements.Release();
        return new BatchResult(WriteOutcome.Written, -1, etags);
    }

    private (WriteOutcome Outcome, string? ETag) Apply(SqliteStatements statements, SqliteVersions versions, in Operation operation, long now)
    {
        var kind = (operation.Kind, operation.Version) switch
        {
            (DocumentOperationKind.Create, _) => SqliteStatementKind.Create,
            (DocumentOperationKind.Upsert, _) => SqliteStatementKind.Upsert,
            (DocumentOperationKind.Replace, null) => SqliteStatementKind.Replace,
            (DocumentOperationKind.Replace, _) => SqliteStatementKind.ReplaceVersion,
            (_, null) => SqliteStatementKind.Delete,
            _ => SqliteStatementKind.DeleteVersion,
        };
        var statement = Key(statements[_table, kind], operation.Id, now);
        var version = 0L;
        if (operation.Body is { } body)
        {
            version = versions.Next();
            statement.Bind(5, version).Bind(6, operation.Seconds is { } seconds ? now + (seconds * 1000) : null).BindBlob(7, body);
        }

        if (operation.Version is { } expected)
            statement.Bind(8, expected);
        if (statement.Run() != 0)
            return (WriteOutcome.Written, operation.Body is null ? null : ETagOf(version));
        if (operation.Kind == DocumentOperationKind.Create)
            return (WriteOutcome.Conflict, null);
        return (operation.Version is not null && Exists(statements, operation.Id, now) ? WriteOutcome.PreconditionFailed : WriteOutcome.NotFound, null);
    }

    private bool Exists(SqliteStatements statements, string id, long now)
    {
        var statement = Key(statements[_table, SqliteStatementKind.Exists], id, now);
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    private SqliteStatement Key(SqliteStatement statement, string id, long now) =>
        statement.Bind(1, _partition.Hash).BindText(2, _partition.Key).BindText(3, id).Bind(4, now);

    // A version that no document has stands for an ETag that is not one of ours.
    private static long VersionOf(string etag) => long.TryParse(etag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version) ? version : -1;

    private readonly record struct Operation(DocumentOperationKind Kind, string Id, byte[]? Body, long? Version, long? Seconds);
}

/// <summary>
/// Versions that never come twice in the life of a file, not even for a document that was removed and made anew, and without a write of their own:
/// every opening of the file takes a new epoch, which is the upper part of the number. For the writer thread alone.
/// </summary>
internal sealed class SqliteVersions(long epoch)
{
    private long _last = epoch << 36;

    public long Next() => ++_last;
}
