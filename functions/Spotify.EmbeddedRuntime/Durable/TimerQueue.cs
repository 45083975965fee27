namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>A timer that is armed.</summary>
/// <param name="instance">Whose it is.</param>
/// <param name="run">The run that set it.</param>
/// <param name="taskId">The call that set it; -1 for the scheduled start.</param>
/// <param name="due">When it is due, in UTC ticks.</param>
internal sealed class TimerEntry(Instance instance, int run, int taskId, long due)
{
    /// <summary>Whose it is; null once cancelled, so that nothing is kept alive until the time comes.</summary>
    public Instance? Instance { get; set; } = instance;

    /// <summary>The run that set it.</summary>
    public int Run { get; } = run;

    /// <summary>The call that set it; -1 for the scheduled start.</summary>
    public int TaskId { get; } = taskId;

    /// <summary>When it is due, in UTC ticks.</summary>
    public long Due { get; } = due;
}

/// <summary>All durable timers over one system timer that is set for the nearest of them.</summary>
internal sealed class TimerQueue : IDisposable
{
    // System timers take at most some 49 days; a day is plenty between two looks.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _clock;
    private readonly Action<Instance, TimerEntry> _fire;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private PriorityQueue<TimerEntry, long> _queue = new();
    private int _cancelled;
    private bool _disposed;

    /// <summary>Creates the queue.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="fire">Called for each timer that is due, outside any lock.</param>
    public TimerQueue(TimeProvider clock, Action<Instance, TimerEntry> fire)
    {
        _clock = clock;
        _fire = fire;
        _timer = clock.CreateTimer(_ => OnTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Arms a timer.</summary>
    public void Add(TimerEntry entry)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _queue.Enqueue(entry, entry.Due);
            if (ReferenceEquals(_queue.Peek(), entry))
                Arm();
        }
    }

    /// <summary>Disarms a timer.</summary>
    public void Cancel(TimerEntry entry)
    {
        lock (_gate)
        {
            entry.Instance = null;
            if (++_cancelled < 1024 || _cancelled < _queue.Count / 2)
                return;
            _queue = new(_queue.UnorderedItems.Where(item => item.Element.Instance is not null).Select(item => (item.Element, item.Priority)));
            _cancelled = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void OnTick()
    {
        List<(Instance, TimerEntry)> due = [];
        lock (_gate)
        {
            if (_disposed)
                return;
            var now = _clock.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out var entry, out var at) && at <= now)
            {
                _queue.Dequeue();
                if (entry.Instance is { } instance)
                    due.Add((instance, entry));
            }

            Arm();
        }

        foreach (var (instance, entry) in due)
            _fire(instance, entry);
    }

    private void Arm()
    {
        if (!_queue.TryPeek(out _, out var at))
            return;
        var wait = TimeSpan.FromTicks(Math.Max(0, at - _clock.GetUtcNow().UtcTicks));
        // Rounded up to the timer's millisecond, or it would tick before the time and once more.
        wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        _timer.Change(wait < _longestWait ? wait : _longestWait, Timeout.InfiniteTimeSpan);
    }
}
