namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// The senders of one partition and the thread that serves them: it takes all that wait at once, so that the slower the disk, the larger the commit.
/// The thread starts with the first sender and sleeps without one.
/// </summary>
internal sealed class AppendQueue(string name, long maxPendingBytes, Action<IReadOnlyList<EncodedEvents>, bool> commit) : IAsyncDisposable
{
    private readonly object _gate = new();
    private List<Append> _waiting = [];
    private List<Append> _committing = [];
    private readonly List<EncodedEvents> _batch = [];
    private long _waitingBytes;
    private TaskCompletionSource? _room;
    private bool _rollFirst;
    private bool _closed;
    private Thread? _thread;

    /// <summary>Queues events and waits until they are committed.</summary>
    public Task AddAsync(EncodedEvents events, CancellationToken cancellationToken) =>
        TryAdd(events, out var done, out var room) ? done : AddWhenRoomAsync(events, room, cancellationToken);

    /// <summary>Makes the thread commit even without events.</summary>
    public void Wake(bool rollFirst)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _rollFirst |= rollFirst;
            Start();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Commits what is queued and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        if (_thread is { } thread)
            await Task.Run(thread.Join);
    }

    private async Task AddWhenRoomAsync(EncodedEvents events, Task room, CancellationToken cancellationToken)
    {
        Task done;
        do
        {
            await room.WaitAsync(cancellationToken);
        }
        while (!TryAdd(events, out done, out room));

        await done;
    }

    private bool TryAdd(EncodedEvents events, out Task done, out Task room)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EventLog));
            done = room = Task.CompletedTask;
            if (_waitingBytes > 0 && _waitingBytes + events.Length > maxPendingBytes)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }

            var append = new Append(events);
            events.AddShare();
            _waiting.Add(append);
            _waitingBytes += events.Length;
            done = append.Task;
            Start();
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    private void Start()
    {
        if (_thread is not null)
            return;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    private void Run()
    {
        while (Take(out var rollFirst))
        {
            foreach (var append in _committing)
                _batch.Add(append.Events);
            try
            {
                commit(_batch, rollFirst);
                foreach (var append in _committing)
                    append.SetResult();
            }
#pragma warning disable CA1031 // Whatever broke the commit is told to everyone who waits for it; the thread lives on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                foreach (var append in _committing)
                    append.SetException(exception);
            }

            foreach (var events in _batch)
                events.Dispose();
            _batch.Clear();
            _committing.Clear();
        }
    }

    private bool Take(out bool rollFirst)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_rollFirst && !_closed)
                Monitor.Wait(_gate);
            rollFirst = _rollFirst;
            if (_waiting.Count == 0 && !rollFirst)
                return false;
            _rollFirst = false;
            (_waiting, _committing) = (_committing, _waiting);
            _waitingBytes = 0;
            (room, _room) = (_room, null);
        }

        room?.SetResult();
        return true;
    }

    private sealed class Append(EncodedEvents events) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public EncodedEvents Events => events;
    }
}
