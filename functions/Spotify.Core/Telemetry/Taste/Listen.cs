namespace Spotify.Core.Telemetry.Taste;

/// <summary>What a play is known by in its listener's history, however often its start is reported.</summary>
/// <param name="Session">The hash of the session's id.</param>
/// <param name="Start">The hash of the start event's idempotency key.</param>
public readonly record struct ListenKey(ulong Session, ulong Start) : IComparable<ListenKey>
{
    /// <inheritdoc/>
    public int CompareTo(ListenKey other) => Session == other.Session ? Start.CompareTo(other.Start) : Session.CompareTo(other.Session);

    /// <summary>Whether one comes first.</summary>
    public static bool operator <(ListenKey left, ListenKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether one comes first or they are the same.</summary>
    public static bool operator <=(ListenKey left, ListenKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one comes last.</summary>
    public static bool operator >(ListenKey left, ListenKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether one comes last or they are the same.</summary>
    public static bool operator >=(ListenKey left, ListenKey right) => left.CompareTo(right) >= 0;
}

/// <summary>A play in its listener's history.</summary>
public readonly record struct Listen
{
    /// <summary>What it is known by.</summary>
    public required ListenKey Key { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>When it began by our clock, milliseconds since 1970.</summary>
    public required long StartMs { get; init; }

    /// <summary>How long the track was heard, in milliseconds.</summary>
    public required long ListenedMs { get; init; }

    /// <summary>The track's length in milliseconds, as the catalogue had it when the play was first seen.</summary>
    public required long DurationMs { get; init; }

    /// <summary>What ended it; none while it goes on, and where silence ended it.</summary>
    public PlayEnd End { get; init; }

    /// <summary>Whether an error was reported.</summary>
    public bool Failed { get; init; }

    /// <summary>The kind of device.</summary>
    public DeviceType Device { get; init; }

    /// <summary>Whether the device was offline at the start.</summary>
    public bool Offline { get; init; }

    /// <summary>The kind of context; empty where none was given.</summary>
    public required string ContextType { get; init; }

    /// <summary>The context's id; empty where none was given.</summary>
    public required string ContextId { get; init; }

    /// <summary>Whether it was heard: the very rule by which a play counts.</summary>
    public bool IsHeard => PlayRules.IsCounted(ListenedMs, DurationMs);

    /// <summary>The week of its start.</summary>
    public TasteWeek Week => TasteWeek.Of(StartMs);

    /// <summary>A play of a session's log as history has it.</summary>
    /// <param name="session">The hash of the session's id.</param>
    /// <param name="play">The play.</param>
    /// <param name="durationMs">The track's length in milliseconds.</param>
    public static Listen Of(ulong session, in Play play, long durationMs) => new()
    {
        Key = new ListenKey(session, play.StartId),
        Track = play.Track,
        StartMs = play.StartMs,
        ListenedMs = play.ListenedMs,
        DurationMs = Math.Max(0, durationMs),
        End = play.End,
        Failed = play.Failed,
        Device = play.Facts.Device,
        Offline = play.Facts.Offline,
        ContextType = play.Facts.ContextType,
        ContextId = play.Facts.ContextId,
    };

    /// <summary>The order of a history: by start, equal starts by key.</summary>
    public static int Compare(Listen left, Listen right)
    {
        var order = left.StartMs.CompareTo(right.StartMs);
        return order == 0 ? left.Key.CompareTo(right.Key) : order;
    }
}
