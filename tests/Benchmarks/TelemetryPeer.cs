using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Benchmarks;

/// <summary>
/// What raw batched inserts into SQLite achieve, prepared and durable, with as many rows in a transaction as the ledger has. The like-for-like peer writes the very documents that
/// ours left behind, in their order; the other one writes a row for each event, which is fewer bytes and answers no question.
/// </summary>
internal static class TelemetryPeer
{
    private const int RowsATransaction = 2000;
    private const int MostDocuments = 250_000;
    private const int EventRows = 500_000;

    /// <summary>Copies documents of ours into a plain table.</summary>
    /// <returns>How many documents ours has written, and the peer's documents a second and processor time for one.</returns>
    public static (long Documents, double PerSecond, double CpuMicroseconds) InsertDocuments(string ours, string path)
    {
        using var source = new SqliteConnection($"Data Source={ours};Mode=ReadOnly");
        source.Open();
        var documents = Count(source, "plays") + Count(source, "aggregates");
        using var target = Open(path, "CREATE TABLE documents (partition_key TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (partition_key, id))");
        using var insert = target.CreateCommand();
        insert.CommandText = "INSERT INTO documents VALUES ($1, $2, $3)";
        using var select = source.CreateCommand();
        // In the order in which they came: sessions and plays, then counters and marks.
        select.CommandText = $"""
            SELECT partition_key, id, body FROM (SELECT rowid AS place, partition_key, id, body FROM plays UNION ALL SELECT rowid, partition_key, id, body FROM aggregates)
            WHERE place <= {MostDocuments / 2}
            """;
        using var reader = select.ExecuteReader();
        var (rows, watch, cpu) = (new List<object[]>(RowsATransaction), new Stopwatch(), TimeSpan.Zero);
        var written = 0L;
        bool more;
        do
        {
            rows.Clear();
            while ((more = reader.Read()) && rows.Count < RowsATransaction - 1)
                rows.Add([reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)]);
            if (more)
                rows.Add([reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)]);
            var before = Environment.CpuUsage.TotalTime;
            watch.Start();
            Insert(target, insert, rows);
            watch.Stop();
            cpu += Environment.CpuUsage.TotalTime - before;
            written += rows.Count;
        }
        while (more);

        return (documents, written / watch.Elapsed.TotalSeconds, cpu.TotalMicroseconds / written);
    }

    /// <summary>Writes a row for each event.</summary>
    /// <returns>Rows a second.</returns>
    public static double InsertEvents(string path)
    {
        using var target = Open(path, "CREATE TABLE event (id TEXT PRIMARY KEY, user TEXT, session TEXT, track TEXT, type INTEGER, position INTEGER, at INTEGER) WITHOUT ROWID");
        using var insert = target.CreateCommand();
        insert.CommandText = "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7)";
        var watch = Stopwatch.StartNew();
        for (var first = 0; first < EventRows; first += RowsATransaction)
        {
            Insert(target, insert, [.. Enumerable.Range(first, RowsATransaction).Select(i =>
                (object[])[$"event-{i:x16}", "listener", "session", "4uLU6hMCjMI75M1A2tKUQC", 2, i, i])]);
        }

        return EventRows / watch.Elapsed.TotalSeconds;
    }

    private static void Insert(SqliteConnection connection, SqliteCommand insert, List<object[]> rows)
    {
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (insert.Parameters.Count == i)
                    insert.Parameters.AddWithValue($"${i + 1}", row[i]);
                insert.Parameters[i].Value = row[i];
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static SqliteConnection Open(string path, string schema)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;" + schema;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return connection;
    }

    private static long Count(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = $"SELECT count(*) FROM {table}";
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
