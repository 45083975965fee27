using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>
/// The instances in memory and what one transaction changes among them. All of it happens on the database's writer thread, so that the
/// map of live instances and the tables never disagree about who exists. Nobody acts on a change before its commit has been reported.
/// </summary>
internal sealed class LiveInstances(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Instance> _live = new(StringComparer.Ordinal);
    private long _lastRow;

    /// <summary>The time in UTC ticks.</summary>
    public long Now => clock.GetUtcNow().UtcTicks;

    /// <summary>All of them.</summary>
    public ICollection<Instance> All => _live.Values;

    /// <summary>Takes over what was loaded.</summary>
    public void Fill(IEnumerable<Instance> instances, long lastRow)
    {
        _lastRow = lastRow;
        foreach (var instance in instances)
            _live[instance.Id] = instance;
    }

    /// <summary>The live instance of an id, or null.</summary>
    public Instance? Find(string id) => _live.GetValueOrDefault(id);

    /// <summary>Begins to collect the changes of one transaction; call on the writer thread.</summary>
    public Changes Begin() => new(this);

    /// <summary>What one transaction changes.</summary>
    internal sealed class Changes(LiveInstances owner)
    {
        private readonly List<Action> _undo = [];

        /// <summary>Instances that were made.</summary>
        public List<Instance> Created { get; } = [];

        /// <summary>Instances that got a message.</summary>
        public HashSet<Instance> Touched { get; } = [];

        /// <summary>Adds an instance; an ended one of the same id goes.</summary>
        public void Create(SqliteSession session, Instance instance, InstanceRow? ended)
        {
            if (ended is not null)
                DurableStore.Delete(session, ended.Seq);
            instance.Seq = DurableStore.Insert(session, instance);
            owner._live[instance.Id] = instance;
            _undo.Add(() => owner._live.TryRemove(instance.Id, out _));
            Created.Add(instance);
        }

        /// <summary>Puts a message into the inbox of a live instance; any other loses it.</summary>
        public bool Send(SqliteSession session, string id, HistoryEvent item, int run = -1, long seq = 0)
        {
            if (owner.Find(id) is not { } target || (seq != 0 && target.Seq != seq))
                return false;
            var row = ++owner._lastRow;
            DurableStore.AddMessage(session, target.Seq, row, run, item);
            target.Post(new Message(item, run, row));
            Touched.Add(target);
            return true;
        }

        /// <summary>Ends an instance: its row says how, its inbox goes, and whoever waits for it hears.</summary>
        public void End(
            SqliteSession session, Instance instance, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure, long at)
        {
            DurableStore.UpdateEnded(
                session, instance.Seq, status, output, failure is null ? null : Payloads.WriteFailure(failure), instance.CustomStatus, at);
            DurableStore.ClearInbox(session, instance.Seq);
            if (instance.Parent is { } parent)
            {
                var failed = failure ?? (status == OrchestrationRuntimeStatus.Terminated
                    ? new TaskFailureDetails("System.OperationCanceledException", $"The sub-orchestration '{instance.Id}' was terminated.", null, null, null)
                    : null);
                var answer = failed is null
                    ? new HistoryEvent(EventKind.SubCompleted, parent.TaskId, Data: output)
                    : new HistoryEvent(EventKind.SubFailed, parent.TaskId, instance.Name, Payloads.WriteFailure(failed));
                Send(session, parent.Id, answer, parent.Run, parent.Seq);
            }

            instance.End();
            owner._live.TryRemove(instance.Id, out _);
            _undo.Add(() =>
            {
                instance.Revive();
                owner._live[instance.Id] = instance;
            });
        }

        /// <summary>Takes the changes in memory back, after a commit that failed.</summary>
        public void Undo()
        {
            for (var i = _undo.Count - 1; i >= 0; i--)
                _undo[i]();
        }
    }
}
