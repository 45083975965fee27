using System.Diagnostics;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Platform.Events;

/// <summary>
/// The events on their way to one partition. While one send is under way, what comes gathers and goes out together with the next: the slower the hub, the
/// larger the sends. Order is kept.
/// </summary>
internal sealed class SendQueue(Func<IReadOnlyList<Submission>, Task<PublishResult>> send, Action<long> leave)
{
    private readonly Lock _gate = new();
    private readonly Queue<Submission> _waiting = [];
    private bool _isSending;

    /// <summary>Puts events behind those that wait.</summary>
    public void Add(Submission one)
    {
        lock (_gate)
        {
            _waiting.Enqueue(one);
            if (_isSending)
                return;
            _isSending = true;
        }

        // Of no caller in particular: none of them may end it by going away.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        while (Take() is { } batch)
        {
            var result = await send(batch);
            foreach (var one in batch)
            {
                leave(one.Bytes);
                one.End(result);
            }
        }
    }

    private List<Submission>? Take()
    {
        var batch = new List<Submission>();
        var bytes = 0L;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Bytes <= EventHubPublisher.MaxSendBytes))
            {
                _waiting.Dequeue();
                if (next.TryBegin())
                {
                    batch.Add(next);
                    bytes += next.Bytes;
                }
                else
                {
                    leave(next.Bytes);
                }
            }

            _isSending = batch.Count > 0;
        }

        return batch.Count > 0 ? batch : null;
    }
}

/// <summary>One caller's events, which go out in one send.</summary>
internal sealed class Submission(IReadOnlyList<EventBody> bodies, long bytes)
{
    private readonly TaskCompletionSource<PublishResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    public IReadOnlyList<EventBody> Bodies => bodies;

    /// <summary>How much of a send it takes.</summary>
    public long Bytes => bytes;

    public Activity? Trace { get; } = Activity.Current;

    public Task<PublishResult> Done => _done.Task;

    /// <summary>Takes it for sending.</summary>
    /// <returns>False when its caller went away before.</returns>
    public bool TryBegin() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Its caller goes away; what is on its way already goes on.</summary>
    public void Abandon() => Interlocked.Exchange(ref _isTaken, 1);

    public void End(PublishResult result) => _done.TrySetResult(result);
}
