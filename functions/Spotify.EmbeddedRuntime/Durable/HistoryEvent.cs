namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>What a <see cref="HistoryEvent"/> records. The numbers are on disk: add, never change.</summary>
internal enum EventKind : byte
{
    /// <summary>Only in memory: the scheduled start is due.</summary>
    StartDue = 0,

    /// <summary>An activity returned <see cref="HistoryEvent.Data"/>.</summary>
    TaskCompleted = 1,

    /// <summary>An activity failed; <see cref="HistoryEvent.Data"/> holds the details.</summary>
    TaskFailed = 2,

    /// <summary>A timer is due.</summary>
    TimerFired = 3,

    /// <summary>A sub-orchestration returned <see cref="HistoryEvent.Data"/>.</summary>
    SubCompleted = 4,

    /// <summary>A sub-orchestration failed; <see cref="HistoryEvent.Data"/> holds the details.</summary>
    SubFailed = 5,

    /// <summary>An event came from outside.</summary>
    EventRaised = 6,

    /// <summary>The instance is to end; <see cref="HistoryEvent.Data"/> is its output, id 1 takes the children along.</summary>
    Terminated = 7,

    /// <summary>The instance is to wait.</summary>
    Suspended = 8,

    /// <summary>The instance is to go on.</summary>
    Resumed = 9,

    /// <summary>The code called an activity.</summary>
    ActivityCalled = 20,

    /// <summary>The code set a timer.</summary>
    TimerSet = 21,

    /// <summary>The code called a sub-orchestration.</summary>
    SubCalled = 22,

    /// <summary>The code sent an event to another instance.</summary>
    EventSent = 23,
}

/// <summary>One thing that happened to an orchestration (kinds below 20) or that its code did (the others).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Which call of the code it belongs to, counted from 0.</param>
/// <param name="Name">Name of the activity, orchestrator or event.</param>
/// <param name="Data">Serialised input, output, payload or failure.</param>
/// <param name="Target">Instance id of a sub-orchestration or of an event's receiver.</param>
/// <param name="Due">When a timer is due, in UTC ticks.</param>
internal sealed record HistoryEvent(EventKind Kind, int Id = 0, string? Name = null, string? Data = null, string? Target = null, long Due = 0);

/// <summary>One turn of an orchestrator: what had come in and what the code then did. Stored as one row, whole or not at all.</summary>
/// <param name="At">The time that the code saw, in UTC ticks.</param>
/// <param name="Inbound">What had come in, in the order in which it was applied.</param>
/// <param name="Actions">What the code did, in order.</param>
internal sealed record Episode(long At, IReadOnlyList<HistoryEvent> Inbound, IReadOnlyList<HistoryEvent> Actions);

/// <summary>Something for an instance to handle.</summary>
/// <param name="Event">What it is.</param>
/// <param name="Run">The run of the instance that it is for; -1 for whichever runs.</param>
/// <param name="Row">Its row in the inbox table; 0 for what is only in memory because it can be had again (activity results, timers).</param>
internal readonly record struct Message(HistoryEvent Event, int Run, long Row);
