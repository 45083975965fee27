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

    private BatchResult? TooLarge { get; }

    // An upsert always succeeds, and the first operation has nothing before it.
    private bool MayFailHalfway => _operations.Length > 1 && Array.FindIndex(_operations, 1, operation => operation.Kind != DocumentOperationKind.Upsert) > 0;

    /// <summary>The text of a version.</summary>
    public static string ETagOf(long version) => version.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>
    /// Writes batches, each all or nothing, on the writer's session. A savepoint for each batch would cost a third of the whole, and batches hardly
    /// ever fail halfway: so one savepoint holds them all, and only when one does fail halfway are all done again with a savepoint each.
    /// </summary>
    public static BatchResult[] Apply(ReadOnlySpan<SqliteBatch> batches, SqliteStatements statements, SqliteVersions versions, long now)
    {
        var results = new BatchResult[batches.Length];
        var mayFailHalfway = false;
        foreach (var batch in batches)
            mayFailHalfway |= batch.MayFailHalfway;
        if (mayFailHalfway)
            statements.Savepoint();
        if (!TryApply(batches, results, statements, versions, now))
        {
            statements.RollBack();
            for (var i = 0; i < results.Length; i++)
                results[i] = batches[i].ApplyAlone(statements, versions, now);
        }

        if (mayFailHalfway)
            statements.Release();
        return results;
    }

    private static bool TryApply(ReadOnlySpan<SqliteBatch> batches, BatchResult[] results, SqliteStatements statements, SqliteVersions versions, long now)
    {
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = batches[i].TooLarge ?? batches[i].Apply(statements, versions, now);
            if (results[i].FailedIndex > 0 && batches[i].TooLarge is null)
                return false;
        }

        return true;
    }

    private BatchResult ApplyAlone(SqliteStatements statements, SqliteVersions versions, long now)
    {
        if (TooLarge is not null)
            return TooLarge;
        statements.Savepoint();
        var result = Apply(statements, versions, now);
        if (!result.IsWritten)
            statements.RollBack();
        statements.Release();
        return result;
    }

    // Stops at the first operation that fails; those before it are written.
    private BatchResult Apply(SqliteStatements statements, SqliteVersions versions, long now)
    {
        var etags = new string?[_operations.Length];
        for (var i = 0; i < etags.Length; i++)
        {
            var (outcome, etag) = Apply(statements, versions, _operations[i], now);
            if (outcome != WriteOutcome.Written)
                return new BatchResult(outcome, i, []);
            etags[i] = etag;
        }

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
