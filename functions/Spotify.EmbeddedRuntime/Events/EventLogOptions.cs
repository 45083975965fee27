namespace Spotify.EmbeddedRuntime.Events;

/// <summary>How an event log keeps events.</summary>
internal sealed record EventLogOptions
{
    /// <summary>The most bytes one batch may have, as on the platform.</summary>
    public const int MaxBatchBytes = 1024 * 1024;

    /// <summary>The folder of all namespaces.</summary>
    public required string Directory { get; init; }

    /// <summary>Partitions of a hub that is created; a hub that exists keeps its own number.</summary>
    /// <value>1 to 32.</value>
    public int Partitions { get; init; } = 4;

    /// <summary>How long events are kept at least.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The size at which a segment file is closed and the next begun, in bytes.</summary>
    public long SegmentBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many bytes may wait for one partition's disk before senders have to wait too.</summary>
    public long MaxPendingBytes { get; init; } = 32 * 1024 * 1024;
}
