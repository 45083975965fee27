using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>One row of the instance table.</summary>
internal sealed record InstanceRow(
    long Seq, string Id, int Run, string Name, OrchestrationRuntimeStatus Status, long CreatedAt, long UpdatedAt, long StartAt,
    string? Input, string? Output, string? CustomStatus, string? Failure, string? TraceParent, ParentLink? Parent)
{
    /// <summary>The columns that <see cref="Read"/> wants, in its order.</summary>
    public const string Columns =
        "seq, id, run, name, status, created, updated, start_at, input, output, custom, failure, trace, parent_seq, parent_id, parent_name, parent_run, parent_task";

    /// <summary>The row that the reader stands on.</summary>
    public static InstanceRow Read(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), (OrchestrationRuntimeStatus)reader.GetInt32(4),
        reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), Text(reader, 8), Text(reader, 9), Text(reader, 10), Text(reader, 11), Text(reader, 12),
        reader.IsDBNull(13) ? null : new ParentLink(reader.GetString(14), reader.GetString(15), reader.GetInt64(13), reader.GetInt32(16), reader.GetInt32(17)));

    /// <summary>What a caller of the client sees.</summary>
    public OrchestrationMetadata ToMetadata(bool withPayloads) => new(Name, Id)
    {
        RuntimeStatus = Status,
        CreatedAt = new DateTimeOffset(CreatedAt, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(UpdatedAt, TimeSpan.Zero),
        DataConverter = withPayloads ? Payloads.Instance : null,
        SerializedInput = withPayloads ? Input : null,
        SerializedOutput = withPayloads ? Output : null,
        SerializedCustomStatus = withPayloads ? CustomStatus : null,
        FailureDetails = withPayloads && Failure is not null ? Payloads.ReadFailure(Failure) : null,
    };

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
