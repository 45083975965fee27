namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>
/// Runs orchestrator code on one thread, in the order in which it becomes ready. Every <c>await</c> and continuation inside the
/// orchestrator comes back here, so that two runs over the same history take the same steps.
/// </summary>
internal sealed class EpisodeScheduler : TaskScheduler
{
    private readonly Queue<Task> _ready = new();
    private volatile int _thread;
    private volatile bool _strayed;

    /// <summary>Whether the caller is the orchestrator's code at its turn.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Whether code came back from another thread: the orchestrator awaited something that is not durable.</summary>
    public bool Strayed => _strayed;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Does <paramref name="action"/> and whatever becomes ready through it, until nothing is left to do.</summary>
    public void Pump(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            action();
            while (_ready.TryDequeue(out var task))
                TryExecuteTask(task);
        }
        finally
        {
            _thread = 0;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        // A task from elsewhere is dropped: running it would take a step that no replay can repeat.
        if (IsCurrent)
            _ready.Enqueue(task);
        else
            _strayed = true;
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && IsCurrent && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];
}
