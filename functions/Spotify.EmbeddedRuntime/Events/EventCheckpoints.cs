using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>How far each consumer group has come in each partition, in the runtime's database.</summary>
internal sealed class EventCheckpoints(RuntimeDatabase database)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS event_checkpoints (
          namespace TEXT NOT NULL, hub TEXT NOT NULL, consumer_group TEXT NOT NULL, partition INTEGER NOT NULL, sequence INTEGER NOT NULL,
          PRIMARY KEY (namespace, hub, consumer_group, partition)) WITHOUT ROWID
        """;

    public Task EnsureAsync() => database.EnsureAsync(Schema);

    /// <summary>The last sequence number that was handled, or -1.</summary>
    public long Read(EventHubFunction function, int partition) => database.Database.Read(session => session.Scalar<long?>(
        "SELECT sequence FROM event_checkpoints WHERE namespace = $1 AND hub = $2 AND consumer_group = $3 AND partition = $4",
        function.Namespace, function.Hub, function.ConsumerGroup, partition) ?? -1);

    /// <summary>Remembers the last sequence number that was handled; completes when it is on the disk.</summary>
    public Task WriteAsync(EventHubFunction function, int partition, long sequence) => database.Database.WriteAsync(session => session.Execute(
        """
        INSERT INTO event_checkpoints (namespace, hub, consumer_group, partition, sequence) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO UPDATE SET sequence = excluded.sequence
        """,
        function.Namespace, function.Hub, function.ConsumerGroup, partition, sequence));
}
