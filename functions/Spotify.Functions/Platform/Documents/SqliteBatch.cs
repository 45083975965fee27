using System.Globalization;

namespace Spotify.Functions.Platform.Documents;

/// <summary>A batch as the writer thread runs it; checked and serialised before, on the caller's thread.</summary>
internal sealed class SqliteBatch
{
    private readonly SqliteTable _table;
    private readonly SqlitePartition _partition;
    private readonly PreparedOperation[] _operations;

    public SqliteBatch(SqliteTable table, PreparedBatch batch)
    {
        (_table, _partition, _operations, TooLarge) = (table, new SqlitePartition(batch.Partition), batch.Operations, batch.TooLarge);
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

    private (WriteOutcome Outcome, string? ETag) Apply(SqliteStatements statements, SqliteVersions versions, in PreparedOperation operation, long now)
    {
        var kind = (operation.Kind, operation.ETag) switch
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
        if (operation.Body.Json is { } body)
        {
            version = versions.Next();
            statement.Bind(5, version).Bind(6, operation.Seconds is { } seconds ? now + (seconds * 1000L) : null).BindBlob(7, body);
        }

        if (operation.ETag is not null)
            statement.Bind(8, VersionOf(operation.ETag));
        if (statement.Run() != 0)
            return (WriteOutcome.Written, operation.Body.Json is null ? null : ETagOf(version));
        if (operation.Kind == DocumentOperationKind.Create)
            return (WriteOutcome.Conflict, null);
        return (operation.ETag is not null && Exists(statements, operation.Id, now) ? WriteOutcome.PreconditionFailed : WriteOutcome.NotFound, null);
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
