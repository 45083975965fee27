#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Tests.Timers;

/// <summary>What timer functions of the tests report, and what holds them.</summary>
public sealed class TimerProbe
{
    private readonly Channel<TimerInfo> _runs = Channel.CreateUnbounded<TimerInfo>();
    private int _running;

    /// <summary>What a run waits for before it ends.</summary>
    public TaskCompletionSource Gate { get; set; } = Open();

    public bool Overlapped { get; private set; }

    public int Failures { get; set; }

    public static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }

    public async Task RunAsync(TimerInfo info, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _running) > 1)
            Overlapped = true;
        try
        {
            _runs.Writer.TryWrite(info);
            await Gate.Task.WaitAsync(cancellationToken);
            if (Failures-- > 0)
                throw new InvalidDataException("as told");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public Task<TimerInfo> NextRunAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public bool HasNoRun => !_runs.Reader.TryPeek(out _);
}

public sealed class HalfHourly(TimerProbe probe)
{
    [Function("HalfHourly")]
    public Task Run([TimerTrigger("0 30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => probe.RunAsync(timer, cancellationToken);
}

public sealed class Unmonitored(TimerProbe probe)
{
    [Function("Unmonitored")]
    public Task Run([TimerTrigger("0 30 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        probe.RunAsync(timer, cancellationToken);
}

public sealed class AtStartup(TimerProbe probe)
{
    [Function("AtStartup")]
    public Task Run([TimerTrigger("%NIGHTLY%", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        probe.RunAsync(timer, cancellationToken);
}

public sealed class Retried(TimerProbe probe)
{
    [Function("Retried")]
    [ExponentialBackoffRetry(2, "00:00:10", "00:01:00")]
    public Task Run([TimerTrigger("0 30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => probe.RunAsync(timer, cancellationToken);
}

public sealed class BadTimer
{
    [Function("BadSchedule")]
    public void Run([TimerTrigger("every monday")] TimerInfo timer) => GC.KeepAlive(timer);
}
