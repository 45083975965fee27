using Microsoft.DurableTask.Client;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Who waits for a sub-orchestration.</summary>
/// <param name="Id">The parent's instance id.</param>
/// <param name="Name">The parent's orchestrator.</param>
/// <param name="Seq">The parent's row.</param>
/// <param name="Run">The parent's run that called.</param>
/// <param name="TaskId">Which call it was.</param>
internal sealed record ParentLink(string Id, string Name, long Seq, int Run, int TaskId);

/// <summary>
/// An orchestration instance that has not ended, with its whole history: every such instance is in memory. Whoever holds the turn
/// (<see cref="TryTakeTurn"/>) owns the properties; the inbox may be filled by anyone.
/// </summary>
internal sealed class Instance(string id, string name, string? input, long createdAt)
{
    private readonly Lock _gate = new();
    private readonly List<Message> _inbox = [];
    private bool _turnTaken;
    private bool _ended;

    /// <summary>The instance id.</summary>
    public string Id { get; } = id;

    /// <summary>The row in the database, never used twice.</summary>
    public long Seq { get; set; }

    /// <summary>How often it was continued as new.</summary>
    public int Run { get; set; }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; } = name;

    /// <summary>The serialised input of this run.</summary>
    public string? Input { get; set; } = input;

    /// <summary>The serialised custom status.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>Pending, running or suspended.</summary>
    public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Pending;

    /// <summary>When it was scheduled, in UTC ticks.</summary>
    public long CreatedAt { get; } = createdAt;

    /// <summary>When its state last changed, in UTC ticks.</summary>
    public long UpdatedAt { get; set; } = createdAt;

    /// <summary>Not before this time, in UTC ticks; 0 for at once.</summary>
    public long StartAt { get; init; }

    /// <summary>The trace that scheduled it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Who waits for it.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>Events that the run before handed on.</summary>
    public IReadOnlyList<HistoryEvent> Prelude { get; set; } = [];

    /// <summary>The turns of this run.</summary>
    public List<Episode> Episodes { get; } = [];

    /// <summary>What came while the instance was suspended or before it was due.</summary>
    public List<Message> Held { get; } = [];

    /// <summary>Activities that were called and have not answered, by call.</summary>
    public Dictionary<int, HistoryEvent> OpenActivities { get; } = [];

    /// <summary>Timers that are armed, by call.</summary>
    public Dictionary<int, TimerEntry> Timers { get; } = [];

    /// <summary>Adds an episode and keeps account of the activities that have not answered.</summary>
    public void Remember(Episode episode)
    {
        Episodes.Add(episode);
        foreach (var item in episode.Inbound)
        {
            if (item.Kind is EventKind.TaskCompleted or EventKind.TaskFailed)
                OpenActivities.Remove(item.Id);
        }

        foreach (var action in episode.Actions)
        {
            if (action.Kind == EventKind.ActivityCalled)
                OpenActivities.Add(action.Id, action);
        }
    }

    /// <summary>Whether it has ended; nothing more is taken then.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate)
                return _ended;
        }
    }

    /// <summary>Puts a message into the inbox.</summary>
    /// <returns>False when the instance has ended.</returns>
    public bool Post(Message message)
    {
        lock (_gate)
        {
            if (!_ended)
                _inbox.Add(message);
            return !_ended;
        }
    }

    /// <summary>Claims the turn, if there is something to do and nobody has it.</summary>
    public bool TryTakeTurn(bool evenIfIdle = false)
    {
        lock (_gate)
        {
            if (_turnTaken || _ended || (_inbox.Count == 0 && !evenIfIdle))
                return false;
            return _turnTaken = true;
        }
    }

    /// <summary>Gives the turn up.</summary>
    /// <returns>True when there is more to do: the turn is then still held.</returns>
    public bool ReleaseTurn()
    {
        lock (_gate)
            return _turnTaken = _inbox.Count > 0 && !_ended;
    }

    /// <summary>Takes everything out of the inbox, what was held first.</summary>
    public List<Message> TakeAll()
    {
        lock (_gate)
        {
            List<Message> all = [.. Held, .. _inbox];
            Held.Clear();
            _inbox.Clear();
            return all;
        }
    }

    /// <summary>Marks it as ended.</summary>
    public void End()
    {
        lock (_gate)
            _ended = true;
    }

    /// <summary>Takes back <see cref="End"/> after a commit that failed.</summary>
    public void Revive()
    {
        lock (_gate)
            _ended = false;
    }
}
