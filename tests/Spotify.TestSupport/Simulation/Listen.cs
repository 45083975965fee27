namespace Spotify.TestSupport.Simulation;

/// <summary>What ended a listen.</summary>
public enum ListenEnd
{
    /// <summary>Nothing that was reported: the app was closed, the battery was empty.</summary>
    None = 0,

    /// <summary>The end of the track.</summary>
    Completed = 1,

    /// <summary>The listener went on to something else.</summary>
    Skipped = 2,

    /// <summary>The next track of the session began, and nothing else was said.</summary>
    Replaced = 3,
}

/// <summary>The truth about one listen: what its player did.</summary>
public sealed record Listen
{
    public required string UserId { get; init; }

    public required SimulatedDevice Device { get; init; }

    /// <summary>The client's own name for the session.</summary>
    public required string Session { get; init; }

    public required SimulatedTrack Track { get; init; }

    /// <summary>The idempotency key of the event that began it: unique within the device.</summary>
    public required string StartEventId { get; init; }

    /// <summary>When it began as the service should know it. Exact, unless the clock had to be corrected: then later by the way of the request, less than a minute.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required bool Offline { get; init; }

    /// <summary>Empty where it was played from nowhere.</summary>
    public required string ContextType { get; init; }

    public required string ContextId { get; init; }

    /// <summary>How long was heard up to the last report of it.</summary>
    public required long ListenedMs { get; init; }

    public required ListenEnd End { get; init; }

    /// <summary>Whether an error was reported.</summary>
    public required bool Failed { get; init; }

    /// <summary>Plan and country of the request that brought its start first.</summary>
    public required string Tier { get; init; }

    /// <inheritdoc cref="Tier"/>
    public required string Market { get; init; }

    /// <summary>Whether it is paid and charted: 30 s or half of a track that exists.</summary>
    public bool IsCounted => Track.IsKnown && ListenedMs >= Track.CountedAfterMs;

    public DateOnly Day => DateOnly.FromDateTime(StartedAt.UtcDateTime);
}
