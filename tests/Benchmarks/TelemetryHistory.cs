using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Spotify.Functions.Platform.Documents;

namespace Benchmarks;

/// <summary>
/// Makes a long history out of a short one. Every document that the application itself wrote for its listeners (sessions, plays, marks, keys) is copied under the names of
/// other listeners and plays, as often as it takes: same containers, same lengths, same bodies, keys spread as random ones are. Counters and days are multiplied. Written past the
/// application, with plain inserts into its own tables while it is down, so that fifty million plays take minutes.
/// </summary>
internal sealed class TelemetryHistory
{
    private const int CopiesATransaction = 20;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private readonly Random _random = new(20261120);
    private readonly string _path;
    private readonly List<Row> _plays;
    private readonly List<Row> _marks;
    private readonly List<Row> _users;
    private readonly List<Row> _counters;
    private readonly long _playsOfACopy;
    private long _copies = 1;

    /// <summary>Reads what there is as the pattern of what is to be.</summary>
    /// <param name="path">The documents' file; nobody else may have it open.</param>
    public TelemetryHistory(string path)
    {
        _path = path;
        using var connection = Open();
        _plays = Read(connection, "SELECT partition_key, id, expires, body FROM plays");
        _marks = Read(connection, "SELECT partition_key, id, expires, body FROM aggregates WHERE id LIKE 'play:%'");
        _users = Read(connection, "SELECT partition_key, id, expires, body FROM users");
        _counters = Read(connection, "SELECT partition_key, id, expires, body FROM aggregates WHERE partition_key LIKE 'track:%' AND (id = 'count' OR id LIKE 'day:%')");
        _playsOfACopy = _plays.Count(row => !row.IsSession);
    }

    /// <summary>Plays that were copied, with those that they were copied from.</summary>
    public long Plays => _playsOfACopy * _copies;

    /// <summary>Documents of a play, of all kinds.</summary>
    public double DocumentsAPlay => (_plays.Count + _marks.Count + _users.Count) / (double)_playsOfACopy;

    /// <summary>Copies until there are at least so many plays.</summary>
    public void GrowTo(long plays, CancellationToken cancellationToken)
    {
        using var connection = Open();
        var before = _copies;
        var wanted = (plays + _playsOfACopy - 1) / _playsOfACopy;
        while (_copies < wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = Math.Min(CopiesATransaction, wanted - _copies);
            Copy(connection, now);
            _copies += now;
        }

        Count(connection, _copies - before);
        Execute(connection, "PRAGMA journal_mode=WAL");
    }

    private void Copy(SqliteConnection connection, long copies)
    {
        var (plays, marks, users) = (new List<Row>(), new List<Row>(), new List<Row>());
        for (var copy = 0L; copy < copies; copy++)
        {
            var (listeners, ids) = (new Dictionary<string, string>(), new Dictionary<string, string>());
            foreach (var row in _plays)
            {
                var cut = row.Partition.IndexOf('\u0001', StringComparison.Ordinal);
                var partition = Renamed(listeners, row.Partition[..cut]) + row.Partition[cut..];
                plays.Add(row with { Partition = partition, Id = row.IsSession ? row.Id : Renamed(ids, row.Id) });
            }

            foreach (var row in _marks)
                marks.Add(row with { Id = "play:" + Renamed(ids, row.Id["play:".Length..]) });
            foreach (var row in _users)
                users.Add(row with { Partition = Renamed(listeners, row.Partition) });
        }

        using var transaction = connection.BeginTransaction();
        Insert(connection, transaction, "plays", plays);
        Insert(connection, transaction, "aggregates", marks);
        Insert(connection, transaction, "users", users);
        transaction.Commit();
    }

    /// <summary>In the order of the index, so that it is not torn apart at random while it grows.</summary>
    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, string table, List<Row> rows)
    {
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this file.
        insert.CommandText = $"INSERT INTO {table} (hash, partition_key, id, version, expires, body) VALUES ($1, $2, $3, 1, $4, $5)";
#pragma warning restore CA2100
        var parameters = Enumerable.Range(1, 5).Select(number => insert.Parameters.AddWithValue($"${number}", "")).ToList();
        insert.Prepare();
        foreach (var (hash, row) in rows.Select(row => (Hash: HashOf(row.Partition), row)).OrderBy(one => one.Hash).ThenBy(one => one.row.Partition, StringComparer.Ordinal).ThenBy(one => one.row.Id, StringComparer.Ordinal))
        {
            parameters[0].Value = hash;
            parameters[1].Value = row.Partition;
            parameters[2].Value = row.Id;
            parameters[3].Value = (object?)row.Expires ?? DBNull.Value;
            parameters[4].Value = row.Body;
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Counters and days hold what their marks hold.</summary>
    private void Count(SqliteConnection connection, long copies)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var row in _counters)
        {
            using var select = Command(connection, transaction, "SELECT body FROM aggregates WHERE hash = $1 AND partition_key = $2 AND id = $3", HashOf(row.Partition), row.Partition, row.Id);
            var body = JsonNode.Parse((byte[])select.ExecuteScalar()!)!;
            Add(body, JsonNode.Parse(row.Body)!, copies);
            using var update = Command(
                connection, transaction, "UPDATE aggregates SET body = $4 WHERE hash = $1 AND partition_key = $2 AND id = $3", HashOf(row.Partition), row.Partition, row.Id, Encoding.UTF8.GetBytes(body.ToJsonString()));
            update.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Add(JsonNode body, JsonNode copied, long copies)
    {
        if (copied["count"] is { } count)
            body["count"] = body["count"]!.GetValue<long>() + (count.GetValue<long>() * copies);
        foreach (var (market, products) in copied["counts"]?.AsObject() ?? [])
        {
            foreach (var (product, plays) in products!.AsObject())
                body["counts"]![market]![product] = body["counts"]![market]![product]!.GetValue<long>() + (plays!.GetValue<long>() * copies);
        }
    }

    private string Renamed(Dictionary<string, string> names, string name)
    {
        if (!names.TryGetValue(name, out var other))
            names.Add(name, other = new string(_random.GetItems<char>(Digits, name.Length)));
        return other;
    }

    private static long HashOf(string partition)
    {
        var cut = partition.IndexOf('\u0001', StringComparison.Ordinal);
        return new SqlitePartition(cut < 0 ? new PartitionKeyValue(partition) : new PartitionKeyValue(partition[..cut], partition[(cut + 1)..])).Hash;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        // Nobody misses the file when this is interrupted, so nothing of it is written twice.
        Execute(connection, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-1000000; PRAGMA temp_store=FILE");
        return connection;
    }

    private static List<Row> Read(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, null, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<Row>();
        while (reader.Read())
            rows.Add(new Row(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, null, sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }

    private sealed record Row(string Partition, string Id, long? Expires, byte[] Body)
    {
        public bool IsSession => Id.StartsWith("session:", StringComparison.Ordinal);
    }
}
