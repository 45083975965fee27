using Microsoft.DurableTask.Client;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Forgets instances that have ended.</summary>
internal sealed class InstanceCleaner(OrchestrationEngine engine)
{
    private const int BatchSize = 200;

    private const int EndedMask = (1 << (int)OrchestrationRuntimeStatus.Completed) | (1 << (int)OrchestrationRuntimeStatus.Failed)
        | (1 << (int)OrchestrationRuntimeStatus.Terminated) | (1 << (int)OrchestrationRuntimeStatus.Canceled);

    /// <summary>Whether a status is one in which an instance has ended.</summary>
    public static bool HasEnded(OrchestrationRuntimeStatus status) => ((EndedMask >> (int)status) & 1) == 1;

    /// <summary>Forgets one instance.</summary>
    public async Task<PurgeResult> PurgeAsync(string id, bool recursive)
    {
        var gone = await engine.WriteAsync(session =>
        {
            var ids = new List<string>();
            if (DurableStore.Find(session, id) is { } row)
                Purge(session, row, recursive, ids);
            return ids;
        });
        return Report(gone);
    }

    /// <summary>Forgets what fits a filter, a batch a transaction.</summary>
    public async Task<PurgeResult> PurgeAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellation)
    {
        var count = 0;
        var after = 0L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (gone, last) = await engine.WriteAsync(session =>
            {
                var ids = new List<string>();
                var rows = DurableStore.List(
                    session, filter.CreatedFrom?.UtcTicks, filter.CreatedTo?.UtcTicks, InstancePages.Mask(filter.Statuses) & EndedMask, "", after, BatchSize);
                foreach (var row in rows)
                    Purge(session, row, recursive, ids);
                return (ids, rows.Count == BatchSize ? rows[^1].Seq : 0);
            });
            count += Report(gone).PurgedInstanceCount;
            if (last == 0)
                return new PurgeResult(count, true);
            after = last;
        }
    }

    private static void Purge(SqliteSession session, InstanceRow row, bool recursive, List<string> ids)
    {
        if (!HasEnded(row.Status))
            return;
        if (recursive)
        {
            foreach (var child in DurableStore.Children(session, row.Seq))
                Purge(session, child, recursive, ids);
        }

        // A child may fit the filter itself and be gone already.
        if (DurableStore.Delete(session, row.Seq))
            ids.Add(row.Id);
    }

    private PurgeResult Report(List<string> ids)
    {
        foreach (var id in ids)
            engine.Signals.Changed(id);
        return new PurgeResult(ids.Count, true);
    }
}
