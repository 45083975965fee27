namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Events from outside and who waits for them. Names are compared without regard to case; each event is taken once, in the order in which it came.</summary>
internal sealed class EventBuffer
{
    private readonly List<HistoryEvent> _unclaimed = [];
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string?>>> _waiting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Events that nobody has taken, in order.</summary>
    public IReadOnlyList<HistoryEvent> Unclaimed => _unclaimed;

    /// <summary>Whether anyone waits.</summary>
    public bool IsAwaited => _waiting.Count > 0;

    /// <summary>Brings an event.</summary>
    public void Add(HistoryEvent item)
    {
        if (!_waiting.TryGetValue(item.Name!, out var waiters))
        {
            _unclaimed.Add(item);
            return;
        }

        var first = waiters.First!;
        Forget(item.Name!, first);
        first.Value.SetResult(item.Data);
    }

    /// <summary>Waits for an event.</summary>
    public Task<string?> ReceiveAsync(string name, CancellationToken cancellationToken)
    {
        var index = _unclaimed.FindIndex(item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var data = _unclaimed[index].Data;
            _unclaimed.RemoveAt(index);
            return Task.FromResult(data);
        }

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<string?>(cancellationToken);
        return WaitAsync(name, cancellationToken);
    }

    private async Task<string?> WaitAsync(string name, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(name, out var waiters))
            _waiting.Add(name, waiters = new());
        var node = waiters.AddLast(new TaskCompletionSource<string?>());
        using var registration = cancellationToken.UnsafeRegister(
            _ =>
            {
                Forget(name, node);
                node.Value.TrySetCanceled(cancellationToken);
            },
            null);
        return await node.Value.Task;
    }

    private void Forget(string name, LinkedListNode<TaskCompletionSource<string?>> node)
    {
        if (node.List is not { } waiters)
            return;
        waiters.Remove(node);
        if (waiters.Count == 0)
            _waiting.Remove(name);
    }
}
