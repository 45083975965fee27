using Microsoft.Data.Sqlite;

namespace Spotify.Functions.Platform.Documents;

/// <summary>What a statement on a container's table does.</summary>
internal enum SqliteStatementKind
{
    Read,
    Exists,
    Create,
    Upsert,
    Replace,
    ReplaceVersion,
    Delete,
    DeleteVersion,
    Ascending,
    Descending,
    Scan,
    HasExpired,
    Sweep,
    Count,
}

/// <summary>
/// The tables and prepared statements of one session. A container is one table with one index by (hash of the key, key, id): a range is one run of that
/// index, and a part of the hashes is a part of the container with whole partitions. Rows lie in the order in which they came: batches for random
/// partitions, which is what the play ledger gets, then dirty few pages; clustered by key (WITHOUT ROWID) they took twice the processor time and four
/// times the time of the disk, for reads that were a tenth cheaper.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection, IReadOnlyList<DocumentContainer> containers) : IDisposable
{
    private const string Alive = "(expires IS NULL OR expires > ?4)";

    private readonly SqliteStatement?[] _statements = new SqliteStatement?[containers.Count * Enum.GetValues<SqliteStatementKind>().Length];
    private SqliteStatement? _savepoint;
    private SqliteStatement? _rollback;
    private SqliteStatement? _release;

    public static string Schema(IReadOnlyList<DocumentContainer> containers) =>
        "CREATE TABLE IF NOT EXISTS store (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL);" + string.Concat(containers.Select(container => $"""
            CREATE TABLE IF NOT EXISTS "{container.Name}" (
              hash INTEGER NOT NULL, partition_key TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, expires INTEGER, body BLOB NOT NULL,
              UNIQUE (hash, partition_key, id));
            CREATE INDEX IF NOT EXISTS "{container.Name}_expires" ON "{container.Name}" (expires) WHERE expires IS NOT NULL;

            """));

    public SqliteStatement this[SqliteTable table, SqliteStatementKind kind]
    {
        get
        {
            ref var statement = ref _statements[(table.Index * (_statements.Length / containers.Count)) + (int)kind];
            return statement ??= new SqliteStatement(connection, Sql(table.Container.Name, kind));
        }
    }

    public void Savepoint() => (_savepoint ??= new SqliteStatement(connection, "SAVEPOINT batch")).Run();

    public void RollBack() => (_rollback ??= new SqliteStatement(connection, "ROLLBACK TO batch")).Run();

    public void Release() => (_release ??= new SqliteStatement(connection, "RELEASE batch")).Run();

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement?.Dispose();
        _savepoint?.Dispose();
        _rollback?.Dispose();
        _release?.Dispose();
    }

    // Parameters: ?1 hash, ?2 key, ?3 id (or first bound), ?4 now; writes: ?5 new version, ?6 expiry, ?7 body, ?8 version asked for.
    private static string Sql(string table, SqliteStatementKind kind)
    {
        const string One = "hash = ?1 AND partition_key = ?2 AND id = ?3";
        const string Columns = "(hash, partition_key, id, version, expires, body) VALUES (?1, ?2, ?3, ?5, ?6, ?7)";
        const string Set = "version = ?5, expires = ?6, body = ?7";
        const string Range = "hash = ?1 AND partition_key = ?2 AND id >= ?3 AND id < ?5";
        return kind switch
        {
            SqliteStatementKind.Read => $"SELECT version, body FROM \"{table}\" WHERE {One} AND {Alive}",
            SqliteStatementKind.Exists => $"SELECT 1 FROM \"{table}\" WHERE {One} AND {Alive}",
            // A document that has expired and is not swept yet is no conflict.
            SqliteStatementKind.Create => $"INSERT INTO \"{table}\" {Columns} ON CONFLICT DO UPDATE SET {Set} WHERE expires <= ?4",
            SqliteStatementKind.Upsert => $"INSERT INTO \"{table}\" {Columns} ON CONFLICT DO UPDATE SET {Set}",
            SqliteStatementKind.Replace => $"UPDATE \"{table}\" SET {Set} WHERE {One} AND {Alive}",
            SqliteStatementKind.ReplaceVersion => $"UPDATE \"{table}\" SET {Set} WHERE {One} AND {Alive} AND version = ?8",
            SqliteStatementKind.Delete => $"DELETE FROM \"{table}\" WHERE {One} AND {Alive}",
            SqliteStatementKind.DeleteVersion => $"DELETE FROM \"{table}\" WHERE {One} AND {Alive} AND version = ?8",
            SqliteStatementKind.Ascending => $"SELECT version, body, id FROM \"{table}\" WHERE {Range} AND {Alive} ORDER BY id LIMIT ?6",
            SqliteStatementKind.Descending => $"SELECT version, body, id FROM \"{table}\" WHERE {Range} AND {Alive} ORDER BY id DESC LIMIT ?6",
            SqliteStatementKind.Scan => $"""
                SELECT version, body, id, partition_key, hash FROM "{table}"
                WHERE (hash, partition_key, id) > (?1, ?2, ?3) AND hash <= ?5 AND id >= ?6 AND id < ?7 AND (?8 IS NULL OR substr(partition_key, -length(?8)) = ?8) AND {Alive}
                ORDER BY hash, partition_key, id
                """,
            SqliteStatementKind.HasExpired => $"SELECT 1 FROM \"{table}\" WHERE expires <= ?4 LIMIT 1",
            SqliteStatementKind.Sweep => $"""
                DELETE FROM "{table}" WHERE rowid IN (SELECT rowid FROM "{table}" WHERE expires <= ?4 LIMIT ?6)
                """,
            SqliteStatementKind.Count => $"SELECT count(*) FROM \"{table}\"",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}

/// <summary>A container's table.</summary>
/// <param name="Container">The container.</param>
/// <param name="Index">Its place among the store's containers.</param>
internal sealed record SqliteTable(DocumentContainer Container, int Index);
