using System.Collections.Concurrent;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Wakes those who wait for an instance to start or end.</summary>
internal sealed class InstanceSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>A task that completes on the next change of an instance's status. Take it before looking at the status.</summary>
    public Task NextChangeOf(string id) =>
        _waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes whoever waits for an instance.</summary>
    public void Changed(string id)
    {
        if (!_waiting.IsEmpty && _waiting.TryRemove(id, out var waiting))
            waiting.SetResult();
    }
}
