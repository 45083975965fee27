namespace Spotify.Core.Telemetry;

/// <summary>One event of a session, as the assembler needs it.</summary>
public readonly record struct SessionEvent
{
    /// <summary>A stable hash of the client's idempotency key; events with the same one are the same event.</summary>
    public required ulong IdHash { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>When it happened by the client's clock, milliseconds since 1970. Differences within a session are right even where the clock is wrong.</summary>
    public required long AtMs { get; init; }

    /// <summary>Place in the track in milliseconds; -1 where an error gives none.</summary>
    public required int PositionMs { get; init; }

    /// <summary>Where a seek began, in milliseconds; -1 where the client does not say.</summary>
    public int FromMs { get; init; }

    /// <summary>What happened.</summary>
    public required PlaybackEventType Type { get; init; }

    /// <summary>What is known about a play from the request that its start came with; null on all other events.</summary>
    public StartFacts? Facts { get; init; }

    /// <summary>The order of a session: by time; at the same time what ends a play comes before what begins one, and the rest is settled by content.</summary>
    public static int Compare(in SessionEvent left, in SessionEvent right)
    {
        var order = left.AtMs.CompareTo(right.AtMs);
        if (order == 0)
            order = Rank(left.Type).CompareTo(Rank(right.Type));
        if (order == 0)
            order = left.PositionMs.CompareTo(right.PositionMs);
        if (order == 0)
            order = left.Track.Value.CompareTo(right.Track.Value);
        if (order == 0)
            order = left.FromMs.CompareTo(right.FromMs);
        return order == 0 ? left.IdHash.CompareTo(right.IdHash) : order;
    }

    private static int Rank(PlaybackEventType type) => type switch
    {
        PlaybackEventType.Pause => 0,
        PlaybackEventType.Resume => 1,
        PlaybackEventType.Seek => 2,
        PlaybackEventType.Progress => 3,
        PlaybackEventType.Complete => 4,
        PlaybackEventType.Skip => 5,
        PlaybackEventType.Start => 6,
        _ => 7,
    };
}
