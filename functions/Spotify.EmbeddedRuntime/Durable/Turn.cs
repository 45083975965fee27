using Microsoft.DurableTask.Client;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>What one turn of an instance has to handle.</summary>
internal sealed class Turn
{
    private Turn(Instance instance, List<Message> messages)
    {
        Instance = instance;
        Messages = messages;
    }

    /// <summary>Whose turn it is.</summary>
    public Instance Instance { get; }

    /// <summary>Everything that was taken out of the inbox, to be put back should the commit fail.</summary>
    public List<Message> Messages { get; }

    /// <summary>What the orchestrator's code will see.</summary>
    public List<HistoryEvent> Inbound { get; } = [];

    /// <summary>Inbox rows that are done with once this turn is committed.</summary>
    public List<long> Rows { get; } = [];

    /// <summary>Answers of activities to runs that are over.</summary>
    public List<Message> Stale { get; } = [];

    /// <summary>The order to end, where one came.</summary>
    public HistoryEvent? Terminated { get; private set; }

    /// <summary>The status before the code runs.</summary>
    public OrchestrationRuntimeStatus Status { get; private set; }

    /// <summary>Whether the code is to run.</summary>
    public bool RunsCode { get; private set; }

    /// <summary>The time that the code will see, in UTC ticks.</summary>
    public long At { get; private set; }

    /// <summary>Takes what is in the inbox and sorts it.</summary>
    /// <param name="instance">The instance; the caller has its turn.</param>
    /// <param name="now">The time in UTC ticks.</param>
    public static Turn Take(Instance instance, long now)
    {
        var turn = new Turn(instance, instance.TakeAll());
        turn.Sort(now);
        return turn;
    }

    private void Sort(long now)
    {
        var started = Instance.Episodes.Count > 0 || Instance.Run > 0;
        var suspended = Instance.Status == OrchestrationRuntimeStatus.Suspended;
        At = Math.Max(now, Instance.Episodes.Count > 0 ? Instance.Episodes[^1].At : Instance.CreatedAt);
        List<Message> forCode = [];
        foreach (var message in Messages)
        {
            if (message.Row > 0)
                Rows.Add(message.Row);
            if (message.Run >= 0 && message.Run != Instance.Run)
                Reject(message);
            else if (message.Event.Kind == EventKind.Terminated)
                Terminated ??= message.Event;
            else if (message.Event.Kind is EventKind.Suspended or EventKind.Resumed)
                suspended = message.Event.Kind == EventKind.Suspended;
            else if (message.Event.Kind != EventKind.StartDue)
                forCode.Add(message);
        }

        var isDue = started || Instance.StartAt <= now;
        Status = suspended ? OrchestrationRuntimeStatus.Suspended : started ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;
        if (suspended || !isDue)
            Hold(forCode);
        else
            Accept(forCode);
        RunsCode = Terminated is null && !suspended && isDue && (Inbound.Count > 0 || Instance.Episodes.Count == 0);
    }

    private void Reject(Message message)
    {
        if (message.Event.Kind is EventKind.TaskCompleted or EventKind.TaskFailed)
            Stale.Add(message);
    }

    // Kept in the inbox on disk and in memory, for the turn after the instance is resumed or due.
    private void Hold(List<Message> messages)
    {
        Instance.Held.AddRange(messages);
        foreach (var message in messages)
            Rows.Remove(message.Row);
    }

    private void Accept(List<Message> messages)
    {
        foreach (var message in messages)
        {
            var item = message.Event;
            if (item.Kind is EventKind.TaskCompleted or EventKind.TaskFailed && !Instance.OpenActivities.ContainsKey(item.Id))
                continue;
            if (item.Kind == EventKind.TimerFired)
            {
                if (!Instance.Timers.ContainsKey(item.Id))
                    continue;
                At = Math.Max(At, item.Due);
            }

            Inbound.Add(item);
        }
    }
}
