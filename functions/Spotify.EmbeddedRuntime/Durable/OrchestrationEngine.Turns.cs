using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <content>Turns: run the code, commit what it did, then act on it.</content>
internal sealed partial class OrchestrationEngine
{
    private static readonly ActivitySource _source = new(EmbeddedRuntimeTelemetry.SourceName);

    private async Task TakeTurnsAsync()
    {
        await foreach (var instance in _ready.Reader.ReadAllAsync(CancellationToken.None))
        {
            var turn = Turn.Take(instance, _live.Now);
            var run = turn.RunsCode ? await ExecuteAsync(turn) : null;

            // The commit is not waited for here: the next instance's code runs while this one's transaction shares a flush with others.
            _ = CommitAsync(turn, run);
        }
    }

    private async Task<OrchestrationRun> ExecuteAsync(Turn turn)
    {
        var instance = turn.Instance;
        var run = new OrchestrationRun(instance, turn.Inbound, turn.At, _loggers);
        try
        {
            await _invoker.InvokeAsync(_functions.Orchestrator(instance.Name), new OrchestrationInput(instance, run), CancellationToken.None);
            if (!run.HasRun)
                throw new InvalidOperationException($"A middleware ended the invocation of orchestrator '{instance.Name}' before its code ran.");
        }
#pragma warning disable CA1031 // Whatever an orchestrator throws is how it ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (run.State != RunState.Failed)
                run.Fail(TaskFailureDetails.FromException(exception));
        }

        return run;
    }

    private async Task CommitAsync(Turn turn, OrchestrationRun? run)
    {
        LiveInstances.Changes? changes = null;
        try
        {
            if (run is not null || turn.Rows.Count > 0 || turn.Stale.Count > 0 || turn.Status != turn.Instance.Status || turn.Terminated is not null)
            {
                await Database.WriteAsync(session =>
                {
                    changes = _live.Begin();
                    Store(session, changes, turn, run);
                });
            }
        }
        catch (ObjectDisposedException)
        {
            return;
        }
#pragma warning disable CA1031 // A full disk must not lose the turn: it is taken again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            changes?.Undo();
            LogNotStored(_logger, exception, turn.Instance.Id);
            TryAgainLater(turn);
            return;
        }

        try
        {
            Follow(turn, run);
            if (changes is not null)
                Announce(changes);
        }
#pragma warning disable CA1031 // What is stored is safe; say loudly that this instance stands still until the next start.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogStuck(_logger, exception, turn.Instance.Id);
        }
    }

    private void TryAgainLater(Turn turn)
    {
        var instance = turn.Instance;
        // What was held is among the messages too.
        instance.Held.Clear();
        instance.Held.AddRange(turn.Messages);
        _timers.Add(new TimerEntry(instance, instance.Run, RetryTimer, _live.Now + TimeSpan.TicksPerSecond));
    }

    private static void Store(SqliteSession session, LiveInstances.Changes changes, Turn turn, OrchestrationRun? run)
    {
        var instance = turn.Instance;
        foreach (var row in turn.Rows)
            DurableStore.RemoveMessage(session, instance.Seq, row);
        foreach (var stale in turn.Stale)
            DurableStore.RemoveOrphan(session, instance.Seq, stale.Run, stale.Event.Id);
        if (turn.Terminated is { } order)
            StoreTerminated(session, changes, turn, order);
        else if (run is null)
            StoreStatus(session, turn, instance.CustomStatus);
        else
            StoreEpisode(session, changes, turn, run);
    }

    private static void StoreStatus(SqliteSession session, Turn turn, string? custom)
    {
        if (turn.Status != turn.Instance.Status || custom != turn.Instance.CustomStatus)
            DurableStore.UpdateStatus(session, turn.Instance.Seq, turn.Status, custom, turn.At);
    }

    private static void StoreTerminated(SqliteSession session, LiveInstances.Changes changes, Turn turn, HistoryEvent order)
    {
        var instance = turn.Instance;
        StoreOrphans(session, instance, [], []);
        if (order.Id == 1)
        {
            foreach (var child in DurableStore.Children(session, instance.Seq))
                changes.Send(session, child.Id, new HistoryEvent(EventKind.Terminated, 1), seq: child.Seq);
        }

        changes.End(session, instance, OrchestrationRuntimeStatus.Terminated, order.Data, null, turn.At);
    }

    private static void StoreEpisode(SqliteSession session, LiveInstances.Changes changes, Turn turn, OrchestrationRun run)
    {
        var instance = turn.Instance;
        var custom = run.HasCustomStatus ? run.CustomStatus : instance.CustomStatus;
        if (run.State != RunState.ContinuedAsNew)
            DurableStore.AppendEpisode(session, instance.Seq, instance.Run, instance.Episodes.Count + 1, turn.At, HistoryCodec.Encode(turn.Inbound, run.NewActions));
        foreach (var action in run.NewActions)
        {
            if (action.Kind == EventKind.SubCalled)
                CallSub(session, changes, instance, action, turn.At);
            else if (action.Kind == EventKind.EventSent)
                changes.Send(session, action.Target!, new HistoryEvent(EventKind.EventRaised, Name: action.Name, Data: action.Data));
        }

        switch (run.State)
        {
            case RunState.Waiting:
                if (instance.Status != OrchestrationRuntimeStatus.Running || custom != instance.CustomStatus)
                    DurableStore.UpdateStatus(session, instance.Seq, OrchestrationRuntimeStatus.Running, custom, turn.At);
                break;
            case RunState.ContinuedAsNew:
                StoreOrphans(session, instance, turn.Inbound, run.NewActions);
                DurableStore.DropHistory(session, instance.Seq, instance.Run + 1);
                DurableStore.UpdateLive(session, instance.Seq, instance.Run + 1, OrchestrationRuntimeStatus.Running, run.Output, custom, turn.At);
                if (run.CarriedOver.Count > 0)
                    DurableStore.AppendEpisode(session, instance.Seq, instance.Run + 1, 0, turn.At, HistoryCodec.Encode(run.CarriedOver, []));
                break;
            default:
                StoreOrphans(session, instance, turn.Inbound, run.NewActions);
                instance.CustomStatus = custom;
                var status = run.State == RunState.Completed ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed;
                changes.End(session, instance, status, run.Output, run.Failure, turn.At);
                break;
        }
    }

    private static void CallSub(SqliteSession session, LiveInstances.Changes changes, Instance parent, HistoryEvent action, long at)
    {
        var row = DurableStore.Find(session, action.Target!);
        if (row is not null && row.Status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended)
        {
            var failure = new TaskFailureDetails(
                "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
                $"An orchestration with the instance id '{action.Target}' already exists; its status is {row!.Status}.", null, null, null);
            changes.Send(session, parent.Id, new HistoryEvent(EventKind.SubFailed, action.Id, action.Name, Payloads.WriteFailure(failure)), parent.Run);
            return;
        }

        var child = new Instance(action.Target!, action.Name!, action.Data, at)
        {
            TraceParent = parent.TraceParent,
            Parent = new ParentLink(parent.Id, parent.Name, parent.Seq, parent.Run, action.Id),
        };
        changes.Create(session, child, row);
    }

    // Activities that nobody will wait for are still run, as they were called; they leave the history, so they get rows of their own.
    private static void StoreOrphans(SqliteSession session, Instance instance, IReadOnlyList<HistoryEvent> inbound, IReadOnlyList<HistoryEvent> actions)
    {
        var answered = inbound.Where(item => item.Kind is EventKind.TaskCompleted or EventKind.TaskFailed).Select(item => item.Id).ToHashSet();
        var open = instance.OpenActivities.Values.Where(action => !answered.Contains(action.Id))
            .Concat(actions.Where(action => action.Kind == EventKind.ActivityCalled));
        foreach (var action in open)
            DurableStore.AddOrphan(session, new Orphan(instance.Seq, instance.Run, action.Id, instance.Id, action.Name!, action.Data, instance.TraceParent));
    }

    /// <summary>Acts on what is committed.</summary>
    private void Follow(Turn turn, OrchestrationRun? run)
    {
        var instance = turn.Instance;
        var before = instance.Status;
        instance.UpdatedAt = Math.Max(instance.UpdatedAt, turn.At);
        if (turn.Terminated is not null || run?.State is RunState.Completed or RunState.Failed)
        {
            FollowEnd(turn, run);
            return;
        }

        if (run is null)
            instance.Status = turn.Status;
        else
            FollowEpisode(turn, run);
        if (before != instance.Status)
            Signals.Changed(instance.Id);
        if (instance.ReleaseTurn())
            _ready.Writer.TryWrite(instance);
        else if (run?.State == RunState.ContinuedAsNew)
            Begin(instance);
    }

    private void FollowEpisode(Turn turn, OrchestrationRun run)
    {
        var instance = turn.Instance;
        instance.Status = OrchestrationRuntimeStatus.Running;
        if (run.HasCustomStatus)
            instance.CustomStatus = run.CustomStatus;
        var waits = run.State == RunState.Waiting;
        foreach (var action in run.NewActions)
        {
            if (action.Kind == EventKind.ActivityCalled)
                Dispatch(instance, action, waits ? instance : null);
        }

        if (waits)
        {
            instance.Remember(new Episode(turn.At, turn.Inbound, run.NewActions));
            SetTimers(instance, run.OpenTimers);
            return;
        }

        CancelTimers(instance);
        instance.Input = run.Output;
        instance.Prelude = run.CarriedOver;
        instance.Episodes.Clear();
        instance.OpenActivities.Clear();
        instance.Run++;
    }

    private void FollowEnd(Turn turn, OrchestrationRun? run)
    {
        var instance = turn.Instance;
        CancelTimers(instance);
        if (run is not null)
        {
            foreach (var action in run.NewActions)
            {
                if (action.Kind == EventKind.ActivityCalled)
                    Dispatch(instance, action, null);
            }
        }

        DrawSpan(instance, run?.Failure);
        if (run?.Failure is { } failure)
            LogFailed(_logger, instance.Name, instance.Id, failure.ErrorType, failure.ErrorMessage);
        Signals.Changed(instance.Id);
    }

    private void SetTimers(Instance instance, IReadOnlyDictionary<int, HistoryEvent> open)
    {
        if (instance.Timers.Count > 0)
        {
            foreach (var (id, entry) in instance.Timers.Where(timer => !open.ContainsKey(timer.Key)).ToList())
            {
                instance.Timers.Remove(id);
                _timers.Cancel(entry);
            }
        }

        foreach (var (id, action) in open)
        {
            if (!instance.Timers.ContainsKey(id))
                Arm(instance, action);
        }
    }

    private void CancelTimers(Instance instance)
    {
        foreach (var entry in instance.Timers.Values)
            _timers.Cancel(entry);
        instance.Timers.Clear();
    }

    private static void DrawSpan(Instance instance, TaskFailureDetails? failure)
    {
        if (!_source.HasListeners())
            return;
        ActivityContext.TryParse(instance.TraceParent, null, isRemote: true, out var parent);
        using var span = _source.StartActivity(
            $"orchestration {instance.Name}", ActivityKind.Internal, parent, startTime: new DateTimeOffset(instance.CreatedAt, TimeSpan.Zero));
        span?.SetTag("durabletask.task.instance_id", instance.Id);
        if (failure is not null)
            span?.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage);
    }

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Orchestration {Name} ({InstanceId}) failed: {ErrorType}: {ErrorMessage}")]
    private static partial void LogFailed(ILogger logger, string name, string instanceId, string errorType, string errorMessage);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Critical, Message = "Orchestration {InstanceId} stands still until the next start: its turn was stored but could not be followed up")]
    private static partial void LogStuck(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "A turn of orchestration {InstanceId} could not be stored; it is taken again in a second")]
    private static partial void LogNotStored(ILogger logger, Exception exception, string instanceId);
}
