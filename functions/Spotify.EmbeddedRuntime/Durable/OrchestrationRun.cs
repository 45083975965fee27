using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>How an episode left the orchestrator.</summary>
internal enum RunState
{
    /// <summary>It waits for something durable.</summary>
    Waiting,

    /// <summary>It returned.</summary>
    Completed,

    /// <summary>It threw, or broke a rule.</summary>
    Failed,

    /// <summary>It returned after asking to be continued as new.</summary>
    ContinuedAsNew,
}

/// <summary>
/// One episode: the orchestrator's code runs over its history, then over what has come in since, until it can go no further.
/// What the code does is checked against the history as far as that goes; the rest is new.
/// </summary>
internal sealed class OrchestrationRun
{
    private readonly Instance _instance;
    private readonly IReadOnlyList<HistoryEvent> _inbound;
    private readonly long _now;
    private readonly EpisodeScheduler _scheduler = new();
    private readonly List<HistoryEvent> _recorded = [];
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly Dictionary<int, HistoryEvent> _openTimers = [];
    private readonly EventBuffer _events = new();
    private Task<object?>? _task;
    private string? _violation;
    private int _nextId;
    private int _position;
    private int _due;

    /// <summary>Prepares an episode.</summary>
    /// <param name="instance">The instance; its history is read, nothing of it is changed.</param>
    /// <param name="inbound">What has come in since the last episode.</param>
    /// <param name="now">The time that the code will see, in UTC ticks.</param>
    /// <param name="loggers">Makes the loggers behind replay-safe ones.</param>
    public OrchestrationRun(Instance instance, IReadOnlyList<HistoryEvent> inbound, long now, ILoggerFactory loggers)
    {
        _instance = instance;
        _inbound = inbound;
        _now = now;
        Context = new OrchestrationContext(this, instance, loggers);
        foreach (var episode in instance.Episodes)
            _recorded.AddRange(episode.Actions);
        foreach (var item in instance.Prelude)
            _events.Add(item);
    }

    /// <summary>What the code sees.</summary>
    public OrchestrationContext Context { get; }

    /// <summary>The time that the code sees, in UTC ticks.</summary>
    public long Time { get; private set; }

    /// <summary>Whether the code runs over history.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>Whether the code was called at all.</summary>
    public bool HasRun => _task is not null;

    /// <summary>What the code did that is not in the history yet.</summary>
    public List<HistoryEvent> NewActions { get; } = [];

    /// <summary>Timers that are set and neither due nor given up.</summary>
    public IReadOnlyDictionary<int, HistoryEvent> OpenTimers => _openTimers;

    /// <summary>The custom status that the code set last; only where <see cref="HasCustomStatus"/>.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>Whether the code set a custom status.</summary>
    public bool HasCustomStatus { get; private set; }

    /// <summary>How the code was left.</summary>
    public RunState State { get; private set; }

    /// <summary>The serialised output, or the next run's input.</summary>
    public string? Output { get; private set; }

    /// <summary>Why it failed.</summary>
    public TaskFailureDetails? Failure { get; private set; }

    /// <summary>Events that nobody took, for the next run.</summary>
    public IReadOnlyList<HistoryEvent> CarriedOver { get; private set; } = [];

    private (string? Input, bool KeepEvents)? Continuation { get; set; }

    /// <summary>Runs the orchestrator's method to where it can go no further.</summary>
    /// <param name="method">Calls the method.</param>
    /// <returns>What the method returned, or null where it waits.</returns>
    public Task<object?> RunAsync(Func<Task<object?>> method)
    {
        var episodes = _instance.Episodes;
        IsReplaying = episodes.Count > 0;
        Time = IsReplaying ? episodes[0].At : _now;
        Task<Task<object?>>? started = null;
        _scheduler.Pump(() => started = Task.Factory.StartNew(method, CancellationToken.None, TaskCreationOptions.None, _scheduler));
        _task = started!.IsCompletedSuccessfully ? started.Result : Task.FromException<object?>(started.Exception!.InnerException!);

        foreach (var episode in episodes)
            Replay(episode);
        IsReplaying = false;
        Time = _now;
        var applied = ApplyAll(_inbound);
        Conclude(_inbound.Skip(applied));
        return _task.IsCompleted ? _task : Task.FromResult<object?>(null);
    }

    /// <summary>Records how it ended where the method's own outcome does not say so: a middleware or the binding failed.</summary>
    public void Fail(TaskFailureDetails failure)
    {
        State = RunState.Failed;
        Failure = failure;
        Output = null;
    }

    /// <summary>Takes a step of the code that has an answer: the task completes with what the history says or the world will answer.</summary>
    public Task<string?> Call(HistoryEvent action)
    {
        Act(action);
        var source = new TaskCompletionSource<string?>();
        _open.Add(action.Id, source);
        return source.Task;
    }

    /// <summary>Takes a step of the code that has no answer.</summary>
    public void Act(HistoryEvent action)
    {
        Demand();
        if (_violation is not null)
            return;
        if (_position < _recorded.Count)
        {
            var expected = _recorded[_position++];
            if (!SameStep(expected, action))
                _violation = $"at step {action.Id} its history has {Describe(expected)}, but the code now did {Describe(action)}";
        }
        else if (IsReplaying)
        {
            _violation = $"at step {action.Id} its history has nothing, but the code now did {Describe(action)}";
        }
        else
        {
            NewActions.Add(action);
        }
    }

    /// <summary>The number of the code's next step.</summary>
    public int TakeId() => _nextId++;

    /// <summary>Sets a timer.</summary>
    public async Task WaitAsync(long due, CancellationToken cancellationToken)
    {
        Demand();
        cancellationToken.ThrowIfCancellationRequested();
        var action = new HistoryEvent(EventKind.TimerSet, TakeId(), Due: due);
        _openTimers.Add(action.Id, action);
        var fired = Call(action);
        using var registration = cancellationToken.UnsafeRegister(
            _ =>
            {
                _openTimers.Remove(action.Id);
                if (_open.Remove(action.Id, out var source))
                    source.TrySetCanceled(cancellationToken);
            },
            null);
        await fired;
    }

    /// <summary>Waits for an event from outside.</summary>
    public Task<string?> ReceiveAsync(string name, CancellationToken cancellationToken)
    {
        Demand();
        return _events.ReceiveAsync(name, cancellationToken);
    }

    /// <summary>Shows a status.</summary>
    public void ShowStatus(string? status)
    {
        Demand();
        CustomStatus = status;
        HasCustomStatus = true;
    }

    /// <summary>Asks for a next run.</summary>
    public void Continue(string? input, bool keepEvents)
    {
        Demand();
        Continuation = (input, keepEvents);
    }

    /// <summary>Refuses a caller that is not the orchestrator's code at its turn.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void Demand()
    {
        if (!_scheduler.IsCurrent)
            throw new InvalidOperationException(StrayMessage);
    }

    private string StrayMessage =>
        $"Orchestrator '{_instance.Name}' (instance '{_instance.Id}') went on outside its own turn: it awaits something that is not durable, uses another thread, "
        + "or says ConfigureAwait(false). Await only tasks of its context; do I/O in activities.";

    private void Replay(Episode episode)
    {
        if (_violation is not null)
            return;
        Time = episode.At;
        ApplyAll(episode.Inbound);
        _due += episode.Actions.Count;
        if (_violation is null && _position > _due)
            _violation = $"the code did {Describe(_recorded[_due])} earlier than its history says";
        else if (_violation is null && _position < _due)
            _violation = $"at step {_recorded[_position].Id} its history has {Describe(_recorded[_position])}, but the code now {(_task!.IsCompleted ? "ended" : "waits")} before it";
    }

    private int ApplyAll(IReadOnlyList<HistoryEvent> inbound)
    {
        var applied = 0;
        while (applied < inbound.Count && _violation is null && !_task!.IsCompleted)
        {
            var item = inbound[applied++];
            _scheduler.Pump(() => Apply(item));
        }

        return applied;
    }

    private void Apply(HistoryEvent item)
    {
        if (item.Kind == EventKind.EventRaised)
        {
            _events.Add(item);
            return;
        }

        // No task waits for it: the timer was given up, or the answer came twice.
        if (!_open.Remove(item.Id, out var source))
        {
            if (item.Id >= _nextId)
                _violation = $"its history has the answer to step {item.Id}, which the code has not taken";
            return;
        }

        _openTimers.Remove(item.Id);
        if (item.Kind is EventKind.TaskFailed or EventKind.SubFailed)
            source.SetException(new TaskFailedException(item.Name ?? "", item.Id, Payloads.ReadFailure(item.Data)));
        else
            source.SetResult(item.Data);
    }

    private void Conclude(IEnumerable<HistoryEvent> notApplied)
    {
        if (_violation is not null)
        {
            NewActions.Clear();
            Fail(new TaskFailureDetails(
                "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException",
                $"Orchestrator '{_instance.Name}' (instance '{_instance.Id}') is not deterministic: {_violation}. Keep the code the same while instances are "
                + "under way, and take time, randomness and I/O from the context or from activities.",
                null, null, null));
        }
        else if (!_task!.IsCompleted)
        {
            if (_scheduler.Strayed || (_open.Count == 0 && !_events.IsAwaited))
                Fail(TaskFailureDetails.FromException(new InvalidOperationException(StrayMessage)));
        }
        else if (_task.IsCompletedSuccessfully)
        {
            Succeed(_task.Result, notApplied);
        }
        else
        {
            Fail(TaskFailureDetails.FromException(_task.Exception?.InnerException ?? new TaskCanceledException(_task)));
        }
    }

    private void Succeed(object? result, IEnumerable<HistoryEvent> notApplied)
    {
        if (Continuation is not { } next)
        {
            Output = Payloads.Instance.Serialize(result);
            State = RunState.Completed;
            return;
        }

        Output = next.Input;
        State = RunState.ContinuedAsNew;
        if (next.KeepEvents)
            CarriedOver = [.. _events.Unclaimed, .. notApplied.Where(item => item.Kind == EventKind.EventRaised)];
    }

    private static bool SameStep(HistoryEvent recorded, HistoryEvent now) =>
        recorded.Kind == now.Kind
        && recorded.Id == now.Id
        && string.Equals(recorded.Name, now.Name, StringComparison.OrdinalIgnoreCase)
        && recorded.Target == now.Target
        && recorded.Due == now.Due;

    private static string Describe(HistoryEvent action) => action.Kind switch
    {
        EventKind.ActivityCalled => $"a call of activity '{action.Name}'",
        EventKind.TimerSet => $"a timer due {new DateTime(action.Due, DateTimeKind.Utc):O}",
        EventKind.SubCalled => $"a call of sub-orchestration '{action.Name}' ('{action.Target}')",
        EventKind.EventSent => $"an event '{action.Name}' sent to '{action.Target}'",
        _ => action.Kind.ToString(),
    };
}
