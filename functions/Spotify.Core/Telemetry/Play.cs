namespace Spotify.Core.Telemetry;

/// <summary>One listening to one track, from its start to whatever ended it.</summary>
public readonly record struct Play
{
    /// <summary>The hash of the start event's idempotency key.</summary>
    public required ulong StartId { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>When it began, by the client's clock, milliseconds since 1970.</summary>
    public required long ClientStartMs { get; init; }

    /// <summary>When it began, by our clock, milliseconds since 1970.</summary>
    public long StartMs => ClientStartMs + Facts.ClockOffsetMs;

    /// <summary>What came with the start.</summary>
    public required StartFacts Facts { get; init; }

    /// <summary>How long the track was really heard: no pauses, no seeks, never more than the clock went on.</summary>
    public long ListenedMs { get; init; }

    /// <summary>The last place in the track that was reported, in milliseconds.</summary>
    public int LastPositionMs { get; init; }

    /// <summary>What ended it.</summary>
    public PlayEnd End { get; init; }

    /// <summary>Whether an error was reported.</summary>
    public bool Failed { get; init; }
}

/// <summary>What ended a play.</summary>
public enum PlayEnd
{
    /// <summary>Nothing that was reported so far.</summary>
    None = 0,

    /// <summary>The end of the track.</summary>
    Completed = 1,

    /// <summary>The listener went on to something else.</summary>
    Skipped = 2,

    /// <summary>The next start in the session.</summary>
    Replaced = 3,
}
