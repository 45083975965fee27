using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Spotify.Functions.Platform.Documents;

namespace Benchmarks;

/// <summary>What a careful hand-written insert and select achieve: prepared statements, one transaction for as many documents as the store gets in a call.</summary>
internal sealed class DocumentsPeer : IDisposable
{
    private readonly SqliteConnection _connection;

    public DocumentsPeer(string path)
    {
        _connection = new SqliteConnection($"Data Source={path}");
        _connection.Open();
        using var schema = _connection.CreateCommand();
        schema.CommandText = """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;
            CREATE TABLE documents (partition_key TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (partition_key, id));
            """;
        schema.ExecuteNonQuery();
    }

    public (double PerSecond, List<int> Users) Write(IEnumerable<int> numbers, TimeSpan time)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO documents VALUES ($1, $2, $3)";
        var parameters = new SqliteParameter[3];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = insert.Parameters.AddWithValue($"${i + 1}", DBNull.Value);
        var (users, watch) = (new List<int>(), Stopwatch.StartNew());
        foreach (var chunk in numbers.Chunk(500))
        {
            using var transaction = _connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var number in chunk)
            {
                parameters[0].Value = Documents.UserOf(number) + "/2026-11";
                for (var j = 0; j < 3; j++)
                {
                    parameters[1].Value = $"play-{j}";
                    parameters[2].Value = JsonSerializer.SerializeToUtf8Bytes(Documents.BodyOf(number, j), DocumentJson.Options);
                    insert.ExecuteNonQuery();
                }

                users.Add(number);
            }

            transaction.Commit();
            if (watch.Elapsed >= time)
                break;
        }

        return (users.Count * 3 / watch.Elapsed.TotalSeconds, users);
    }

    public double Read(List<int> users, int reads)
    {
        using var select = _connection.CreateCommand();
        select.CommandText = "SELECT body FROM documents WHERE partition_key = $1 AND id = $2";
        var key = select.Parameters.AddWithValue("$1", DBNull.Value);
        select.Parameters.AddWithValue("$2", "play-1");
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < reads; i++)
        {
            key.Value = Documents.UserOf(users[random.Next(users.Count)]) + "/2026-11";
            using var reader = select.ExecuteReader();
            if (!reader.Read() || JsonSerializer.Deserialize<Documents.PlayBody>(reader.GetFieldValue<byte[]>(0), DocumentJson.Options) is null)
                throw new InvalidOperationException("A document is missing.");
        }

        return watch.Elapsed.TotalMicroseconds / reads;
    }

    public void Dispose() => _connection.Dispose();
}
