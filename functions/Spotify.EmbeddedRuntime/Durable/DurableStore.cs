using Microsoft.DurableTask.Client;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>An activity that was called by a run that has ended since, and that still has to be run.</summary>
internal sealed record Orphan(long Seq, int Run, int TaskId, string InstanceId, string Name, string? Input, string? TraceParent);

/// <summary>The tables of the durable functions in <c>runtime.db</c> and the statements on them.</summary>
internal static class DurableStore
{
    /// <summary>The tables. An episode is one row of the history and is only ever added; what waits to be handled is in the inbox.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS durable_instances (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, run INTEGER NOT NULL, name TEXT NOT NULL, status INTEGER NOT NULL,
          created INTEGER NOT NULL, updated INTEGER NOT NULL, start_at INTEGER NOT NULL, custom TEXT, trace TEXT,
          parent_seq INTEGER, parent_id TEXT, parent_name TEXT, parent_run INTEGER, parent_task INTEGER, input TEXT, output TEXT, failure TEXT);
        CREATE INDEX IF NOT EXISTS durable_children ON durable_instances (parent_seq) WHERE parent_seq IS NOT NULL;
        CREATE INDEX IF NOT EXISTS durable_live ON durable_instances (seq) WHERE status IN (0, 6, 7);
        CREATE TABLE IF NOT EXISTS durable_history (
          seq INTEGER NOT NULL, run INTEGER NOT NULL, episode INTEGER NOT NULL, at INTEGER NOT NULL, events BLOB NOT NULL,
          PRIMARY KEY (seq, run, episode)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS durable_inbox (
          seq INTEGER NOT NULL, n INTEGER NOT NULL, run INTEGER NOT NULL, event BLOB NOT NULL, PRIMARY KEY (seq, n)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS durable_orphans (
          seq INTEGER NOT NULL, run INTEGER NOT NULL, task INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, input TEXT, trace TEXT,
          PRIMARY KEY (seq, run, task)) WITHOUT ROWID;
        """;

    private const string Live = "status IN (0, 6, 7)";

    /// <summary>Adds an instance.</summary>
    /// <returns>Its row number.</returns>
    public static long Insert(SqliteSession session, Instance instance)
    {
        var parent = instance.Parent;
        return session.Scalar<long>(
            """
            INSERT INTO durable_instances (id, run, name, status, created, updated, start_at, input, trace, parent_seq, parent_id, parent_name, parent_run, parent_task)
            VALUES ($1, 0, $2, 6, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING seq
            """,
            instance.Id, instance.Name, instance.CreatedAt, instance.StartAt, instance.Input, instance.TraceParent,
            parent?.Seq, parent?.Id, parent?.Name, parent?.Run, parent?.TaskId);
    }

    /// <summary>Adds an episode to the history.</summary>
    public static void AppendEpisode(SqliteSession session, long seq, int run, int number, long at, byte[] events) =>
        session.Execute("INSERT INTO durable_history (seq, run, episode, at, events) VALUES ($1, $2, $3, $4, $5)", seq, run, number, at, events);

    /// <summary>Forgets the history of the runs before <paramref name="run"/>.</summary>
    public static void DropHistory(SqliteSession session, long seq, int run) =>
        session.Execute("DELETE FROM durable_history WHERE seq = $1 AND run < $2", seq, run);

    /// <summary>Stores the state of an instance that goes on.</summary>
    public static void UpdateLive(SqliteSession session, long seq, int run, OrchestrationRuntimeStatus status, string? input, string? custom, long at) =>
        session.Execute(
            "UPDATE durable_instances SET run = $2, status = $3, input = $4, custom = $5, updated = $6 WHERE seq = $1", seq, run, (int)status, input, custom, at);

    /// <summary>Stores the status of an instance that goes on.</summary>
    public static void UpdateStatus(SqliteSession session, long seq, OrchestrationRuntimeStatus status, string? custom, long at) =>
        session.Execute("UPDATE durable_instances SET status = $2, custom = $3, updated = $4 WHERE seq = $1", seq, (int)status, custom, at);

    /// <summary>Stores the end of an instance.</summary>
    public static void UpdateEnded(
        SqliteSession session, long seq, OrchestrationRuntimeStatus status, string? output, string? failure, string? custom, long at) =>
        session.Execute(
            "UPDATE durable_instances SET status = $2, output = $3, failure = $4, custom = $5, updated = $6 WHERE seq = $1",
            seq, (int)status, output, failure, custom, at);

    /// <summary>Adds a message to an inbox.</summary>
    public static void AddMessage(SqliteSession session, long seq, long row, int run, HistoryEvent item) =>
        session.Execute("INSERT INTO durable_inbox (seq, n, run, event) VALUES ($1, $2, $3, $4)", seq, row, run, HistoryCodec.Encode(item));

    /// <summary>Takes a message out of an inbox.</summary>
    public static void RemoveMessage(SqliteSession session, long seq, long row) =>
        session.Execute("DELETE FROM durable_inbox WHERE seq = $1 AND n = $2", seq, row);

    /// <summary>Empties an inbox.</summary>
    public static void ClearInbox(SqliteSession session, long seq) => session.Execute("DELETE FROM durable_inbox WHERE seq = $1", seq);

    /// <summary>Keeps an activity that outlives the run that called it.</summary>
    public static void AddOrphan(SqliteSession session, Orphan orphan) =>
        session.Execute(
            "INSERT OR REPLACE INTO durable_orphans (seq, run, task, id, name, input, trace) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            orphan.Seq, orphan.Run, orphan.TaskId, orphan.InstanceId, orphan.Name, orphan.Input, orphan.TraceParent);

    /// <summary>Forgets an activity that has run.</summary>
    public static void RemoveOrphan(SqliteSession session, long seq, int run, int taskId) =>
        session.Execute("DELETE FROM durable_orphans WHERE seq = $1 AND run = $2 AND task = $3", seq, run, taskId);

    /// <summary>The instance of an id, or null.</summary>
    public static InstanceRow? Find(SqliteSession session, string id)
    {
        using var reader = session.Command($"SELECT {InstanceRow.Columns} FROM durable_instances WHERE id = $1", id).ExecuteReader();
        return reader.Read() ? InstanceRow.Read(reader) : null;
    }

    /// <summary>Instances that fit, in the order in which they were scheduled.</summary>
    /// <param name="session">The session.</param>
    /// <param name="from">Scheduled at this time or later, or null.</param>
    /// <param name="to">Scheduled at this time or earlier, or null.</param>
    /// <param name="statuses">One bit for each status wanted.</param>
    /// <param name="prefix">What the id begins with.</param>
    /// <param name="after">The row after which to begin.</param>
    /// <param name="limit">The most to return.</param>
    public static List<InstanceRow> List(SqliteSession session, long? from, long? to, int statuses, string prefix, long after, int limit)
    {
        using var reader = session.Command(
            $"""
            SELECT {InstanceRow.Columns} FROM durable_instances
            WHERE seq > $6 AND ($1 IS NULL OR created >= $1) AND ($2 IS NULL OR created <= $2)
              AND (($3 >> status) & 1) = 1 AND substr(id, 1, $4) = $5
            ORDER BY seq LIMIT $7
            """,
            from, to, statuses, prefix.EnumerateRunes().Count(), prefix, after, limit).ExecuteReader();
        return ReadRows(reader);
    }

    /// <summary>The sub-orchestrations of an instance.</summary>
    public static List<InstanceRow> Children(SqliteSession session, long seq)
    {
        using var reader = session.Command($"SELECT {InstanceRow.Columns} FROM durable_instances WHERE parent_seq = $1", seq).ExecuteReader();
        return ReadRows(reader);
    }

    /// <summary>Forgets an instance.</summary>
    /// <returns>False when it is gone already.</returns>
    public static bool Delete(SqliteSession session, long seq)
    {
        session.Execute("DELETE FROM durable_history WHERE seq = $1", seq);
        ClearInbox(session, seq);
        return session.Execute("DELETE FROM durable_instances WHERE seq = $1", seq) > 0;
    }

    /// <summary>Every instance that has not ended, with its history and inbox; activities without a run; and the last inbox row in use.</summary>
    public static (List<Instance> Live, List<Orphan> Orphans, long LastRow) Load(SqliteSession session)
    {
        var live = new Dictionary<long, Instance>();
        using (var reader = session.Command($"SELECT {InstanceRow.Columns} FROM durable_instances WHERE {Live} ORDER BY seq").ExecuteReader())
        {
            foreach (var row in ReadRows(reader))
                live.Add(row.Seq, Revive(row));
        }

        using (var reader = session.Command(
            $"""
            SELECT h.seq, h.episode, h.at, h.events FROM durable_instances i JOIN durable_history h ON h.seq = i.seq AND h.run = i.run
            WHERE i.{Live} ORDER BY h.seq, h.episode
            """).ExecuteReader())
        {
            while (reader.Read())
                Remember(live[reader.GetInt64(0)], reader.GetInt32(1), HistoryCodec.Decode(reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
        }

        var last = 0L;
        using (var reader = session.Command("SELECT seq, n, run, event FROM durable_inbox ORDER BY n").ExecuteReader())
        {
            while (reader.Read())
            {
                last = reader.GetInt64(1);
                if (live.TryGetValue(reader.GetInt64(0), out var instance))
                    instance.Post(new Message(HistoryCodec.DecodeOne(reader.GetFieldValue<byte[]>(3)), reader.GetInt32(2), last));
            }
        }

        return ([.. live.Values], Orphans(session), last);
    }

    private static List<Orphan> Orphans(SqliteSession session)
    {
        using var reader = session.Command("SELECT seq, run, task, id, name, input, trace FROM durable_orphans").ExecuteReader();
        var orphans = new List<Orphan>();
        while (reader.Read())
        {
            orphans.Add(new Orphan(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return orphans;
    }

    private static List<InstanceRow> ReadRows(Microsoft.Data.Sqlite.SqliteDataReader reader)
    {
        var rows = new List<InstanceRow>();
        while (reader.Read())
            rows.Add(InstanceRow.Read(reader));
        return rows;
    }

    private static Instance Revive(InstanceRow row) => new(row.Id, row.Name, row.Input, row.CreatedAt)
    {
        Seq = row.Seq,
        Run = row.Run,
        Status = row.Status,
        CustomStatus = row.CustomStatus,
        UpdatedAt = row.UpdatedAt,
        StartAt = row.StartAt,
        TraceParent = row.TraceParent,
        Parent = row.Parent,
    };

    // Episode 0 holds what the run before handed on; the turns count from 1.
    private static void Remember(Instance instance, int number, Episode episode)
    {
        instance.UpdatedAt = Math.Max(instance.UpdatedAt, episode.At);
        if (number == 0)
            instance.Prelude = episode.Inbound;
        else
            instance.Remember(episode);
    }
}
