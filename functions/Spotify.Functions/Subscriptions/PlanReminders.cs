using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Subscriptions;

/// <summary>
/// Reminders to look at plans when they change by themselves: a trial ends, a grace, a verification. Also the safeguard of a change that was made and not told: whoever makes it leaves a
/// reminder first.
/// </summary>
internal sealed class PlanReminders(IDocumentStore documents, TimeProvider time)
{
    // A reminder for now is written into a minute that may be just over when it is there.
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(2);

    // Where there is no cursor yet, nothing has ever been seen to.
    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(1);

    private static readonly TimeSpan Slack = TimeSpan.FromDays(30);

    // After a long outage it takes several runs to catch up.
    private const int MostMinutes = 720;

    private const int Page = 200;

    /// <summary>Leaves a reminder.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task LeaveAsync(string userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = at > now ? at : now;
        var (partition, id) = PlanReminder.PlaceOf(userId, due);
        var write = DocumentOperation.Upsert(id, new PlanReminder { User = userId, At = due }, due - now + Slack);
        if (!(await documents.WriteAsync(DocumentContainer.System, partition, write, cancellationToken)).IsWritten)
            throw new TransientException("A reminder could not be left.");
    }

    /// <summary>Takes a reminder back; nothing happens where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> TakeBackAsync(string userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (partition, id) = PlanReminder.PlaceOf(userId, at);
        return (await documents.WriteAsync(DocumentContainer.System, partition, DocumentOperation.Delete(id), cancellationToken)).IsWritten;
    }

    /// <summary>Sees to everything that is due.</summary>
    /// <param name="seeTo">Looks at a listener's plan; false where that failed and is to be tried again in a minute.</param>
    /// <param name="cancellationToken">Stops the work; a repeat goes on.</param>
    /// <returns>How many reminders were seen to.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<int> SeeToDueAsync(Func<string, CancellationToken, Task<bool>> seeTo, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var cursor = await documents.ReadAsync<PlanCursor>(DocumentContainer.System, PlanCursor.Kind, PlanCursor.Id, cancellationToken);
        var first = MinuteOf((cursor is null ? now - FirstLook : cursor.Value.Through < now ? cursor.Value.Through : now) - Behind);
        var last = MinuteOf(now) < first.AddMinutes(MostMinutes) ? MinuteOf(now) : first.AddMinutes(MostMinutes);
        var done = 0;
        for (var minute = first; minute <= last; minute = minute.AddMinutes(1))
        {
            var parts = Enumerable.Range(0, PlanReminder.Shards).Select(shard => PlanReminder.PartitionOf(minute, shard));
            await Parallel.ForEachAsync(
                parts,
                new ParallelOptions { MaxDegreeOfParallelism = PlanReminder.Shards, CancellationToken = cancellationToken },
                async (partition, token) => Interlocked.Add(ref done, await SeeToAsync(partition, now, seeTo, token)));
        }

        if (cursor?.Value.Through != last)
        {
            await documents.WriteAsync(
                DocumentContainer.System, PlanCursor.Kind, DocumentOperation.Upsert(PlanCursor.Id, new PlanCursor { Through = last }), cancellationToken);
        }

        return done;
    }

    private async Task<int> SeeToAsync(string partition, DateTimeOffset now, Func<string, CancellationToken, Task<bool>> seeTo, CancellationToken cancellationToken)
    {
        var done = 0;
        var due = new IdRange(null, PlanReminder.StampOf(now.AddMilliseconds(1)));
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<PlanReminder>(DocumentContainer.System, partition, due, Page, continuation, cancellationToken);
            foreach (var (id, reminder) in page.Documents)
            {
                if (!await seeTo(reminder.Value.User, cancellationToken))
                    await LeaveAsync(reminder.Value.User, now.AddMinutes(1), cancellationToken);
                // At its version: one that was left anew meanwhile stays.
                await documents.WriteAsync(DocumentContainer.System, partition, DocumentOperation.Delete(id, reminder.ETag), cancellationToken);
                done++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return done;
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
