using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Runs activities, as many at a time as host.json allows. An answer goes to the inbox in memory: after a crash the activity is run again.</summary>
internal sealed partial class ActivityRunner(
    DurableFunctions functions, IFunctionInvoker invoker, DurableSettings settings, SqliteDatabase database, Action<Instance> wake, ILogger logger)
{
    private readonly Channel<ActivityWork> _queue = Channel.CreateUnbounded<ActivityWork>();

    /// <summary>Queues an activity.</summary>
    public void Add(ActivityWork work) => _queue.Writer.TryWrite(work);

    /// <summary>Runs activities until <paramref name="stopping"/>.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, settings.MaxActivities).Select(_ => Task.Run(() => LoopAsync(stopping), CancellationToken.None)));

    private async Task LoopAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var work in _queue.Reader.ReadAllAsync(stopping))
                await RunOneAsync(work, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left in the queue is in the history and runs after the next start.
        }
    }

    private async Task RunOneAsync(ActivityWork work, CancellationToken stopping)
    {
        HistoryEvent answer;
        try
        {
            var result = await invoker.InvokeAsync(functions.Activity(work.Name), new ActivityInput(work), stopping);
            answer = new HistoryEvent(EventKind.TaskCompleted, work.TaskId, Data: Payloads.Instance.Serialize(result));
        }
#pragma warning disable CA1031 // Whatever an activity throws is its answer to the orchestrator.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (stopping.IsCancellationRequested)
                return;
            LogFailed(logger, exception, work.Name, work.InstanceId);
            answer = new HistoryEvent(EventKind.TaskFailed, work.TaskId, work.Name, Payloads.WriteFailure(TaskFailureDetails.FromException(exception)));
        }

        if (work.Instance is { } instance && instance.Run == work.Run && instance.Post(new Message(answer, work.Run, 0)))
            wake(instance);
        else
            await ForgetAsync(work);
    }

    private async Task ForgetAsync(ActivityWork work)
    {
        try
        {
            await database.WriteAsync(session => DurableStore.RemoveOrphan(session, work.Seq, work.Run, work.TaskId));
        }
#pragma warning disable CA1031 // It will run once more after the next start: at least once is the promise.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotForgotten(logger, exception, work.Name, work.InstanceId);
        }
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "Activity {Activity} of orchestration {InstanceId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string activity, string instanceId);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "Activity {Activity} of orchestration {InstanceId} has run but is still marked to run")]
    private static partial void LogNotForgotten(ILogger logger, Exception exception, string activity, string instanceId);
}
