using System.Text.Json.Serialization;
using Spotify.Core.Playback;

namespace Spotify.Functions.Telemetry;

/// <summary>A play in the ledger: container <c>plays</c>, partition listener and month of the start. What is paid and charted is read from here.</summary>
internal sealed record PlayDocument
{
    public string Type { get; init; } = "play";

    public int V { get; init; } = 1;

    /// <summary>Which decision of the session this is; a later one overrules it, never an earlier.</summary>
    public required int Revision { get; init; }

    /// <summary>The one flag that pay and charts use.</summary>
    public required bool Counted { get; init; }

    public required string Session { get; init; }

    public required string Track { get; init; }

    public string? Album { get; init; }

    public string? Isrc { get; init; }

    public string? Label { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Listened time when the decision was taken, in milliseconds; the session goes on to know more.</summary>
    public required long ListenedMs { get; init; }

    public required long DurationMs { get; init; }

    public Tier? Tier { get; init; }

    public string? Market { get; init; }

    public string? Device { get; init; }

    public string? DeviceId { get; init; }

    public bool Offline { get; init; }

    public string? ContextType { get; init; }

    public string? ContextId { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>What is known of a session: container <c>plays</c>, partition listener and <see cref="PartitionMonth"/>, packed by <c>SessionLogCodec</c>.</summary>
internal sealed record SessionDocument
{
    /// <summary>Stands where a month stands for plays: a session may lie in two months, and must be found without knowing its start.</summary>
    public const string PartitionMonth = "sessions";

    public string Type { get; init; } = "session";

    public int V { get; init; } = 1;

    public required byte[] Data { get; init; }

    public static string IdOf(string session) => "session:" + session;
}

/// <summary>
/// Container <c>aggregates</c>, scope of a track's counter shard: the counter itself under <see cref="CounterId"/>, and for each play that it holds a mark with the
/// play's revision. Both change in one atomic batch, so that a play is in the counter exactly once.
/// </summary>
internal sealed record TrackAggregate
{
    public const string CounterId = "count";

    public const string CounterType = "track_count";

    public const string MarkType = "counted_play";

    public required string Type { get; init; }

    public int V { get; init; } = 1;

    /// <summary>Counted plays of this shard.</summary>
    public long? Count { get; init; }

    /// <summary>On the first shard: how many shards the counter has.</summary>
    public int? Shards { get; init; }

    /// <summary>On a mark: the revision that the counter knows.</summary>
    public int? Revision { get; init; }

    [JsonIgnore]
    public bool IsCounter => Type == CounterType;

    public static string MarkId(string playId) => "play:" + playId;
}

/// <summary>An event of a hub that could not be handled: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record PoisonDocument
{
    public const string Kind = "poison-events";

    public string Type { get; init; } = "poison_event";

    public int V { get; init; } = 1;

    public required string Hub { get; init; }

    public required string ConsumerGroup { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public required long SequenceNumber { get; init; }

    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The event's bytes; cut where they are too many for a document.</summary>
    public required byte[] Body { get; init; }

    public required int BodyBytes { get; init; }
}
