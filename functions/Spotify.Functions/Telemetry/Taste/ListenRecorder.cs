using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>
/// Keeps the history of every listener: the plays of each week, and when a track was first heard. What is written of a session is what its log shows, so that repeats, other
/// orders and other cuts into batches lead to the same. The documents are read before the sessions and written at the versions that were read: whoever wrote them
/// before knew no more of the sessions than is known now, so that an older view never overwrites a newer. Where somebody wrote in between, both are read again.
/// </summary>
public sealed partial class ListenRecorder
{
    private const int MaxRounds = 50;

    private readonly SessionStore _sessions;
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<ListenRecorder> _logger;

    internal ListenRecorder(SessionStore sessions, IDocumentStore documents, TimeProvider time, ILogger<ListenRecorder> logger) =>
        (_sessions, _documents, _time, _logger) = (sessions, documents, time, logger);

    /// <summary>Takes in batches.</summary>
    /// <param name="batches">In any order; of any listeners.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>The sessions that could not be recorded for a fault of their own, or of their listener's history; all others are. Mostly none.</returns>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public async Task<IReadOnlyList<SessionFault>> RecordAsync(IReadOnlyCollection<EventBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var works = Group(batches);
        var faults = new HashSet<SessionFault>();
        var written = 0;
        var open = works.ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("Others kept writing to the same histories first.");
            await LoadAsync(open, cancellationToken);
            open.RemoveAll(work => work.Fault is not null);
            var merged = await _sessions.MergeAsync([.. open.SelectMany(work => work.Batches)], cancellationToken);
            faults.UnionWith(merged.Faults);
            var sessions = merged.Sessions.ToLookup(session => session.UserId);
            var again = open.FindAll(work => !work.TryApply(sessions[work.UserId], merged.Tracks));
            var changed = open.FindAll(work => work.Fault is null && work.Operations.Count > 0);
            var refused = await SaveAsync(changed, cancellationToken);
            written += changed.Count - refused.Count;
            open = [.. again.Concat(refused).Where(work => work.Fault is null)];
        }

        foreach (var work in works.Where(work => work.Fault is not null))
            faults.UnionWith(work.Batches.SelectMany(batch => batch.Sessions.Select(session => new SessionFault(work.UserId, batch.DeviceId, session, work.Fault!))));
        if (written > 0)
            HistoriesWritten(written, works.Count);
        return [.. faults];
    }

    private List<ListenerWork> Group(IReadOnlyCollection<EventBatch> batches)
    {
        var now = _time.GetUtcNow();
        var works = new Dictionary<string, ListenerWork>(StringComparer.Ordinal);
        foreach (var batch in batches)
        {
            var userId = batch.Listener.UserId;
            if (!works.TryGetValue(userId, out var work))
                works.Add(userId, work = new ListenerWork(userId, now));
            work.Add(batch);
            if (!DocumentRules.IsValidPartitionKey(userId))
                work.Fail("The listener's name is none that a store can hold.");
        }

        return [.. works.Values];
    }

    private async Task LoadAsync(List<ListenerWork> works, CancellationToken cancellationToken)
    {
        var slots = works.FindAll(work => work.Fault is null).SelectMany(work => work.Open().Select(slot => (Work: work, Slot: slot)));
        foreach (var page in slots.Chunk(DocumentRules.MaxReads))
        {
            var stored = await _documents.ReadManyAsync<HistoryDocument>(
                DocumentContainer.Users,
                Array.ConvertAll(page, one => new DocumentKey(one.Work.Partition, one.Slot.Id)),
                (i, exception) => Unreadable(page[i].Work, page[i].Slot, exception),
                cancellationToken);
            for (var i = 0; i < page.Length; i++)
            {
                if (!page[i].Slot.Load(stored[i]))
                    Unreadable(page[i].Work, page[i].Slot, null);
            }
        }
    }

    private static void Unreadable(ListenerWork work, HistorySlot slot, JsonException? exception) =>
        work.Fail($"The history under {slot.Id} cannot be read: {exception?.Message ?? "it is in a form that this version does not know"}");

    /// <summary>Writes what changed, each listener's in one batch.</summary>
    /// <returns>Those whose documents somebody else wrote meanwhile.</returns>
    private async Task<List<ListenerWork>> SaveAsync(List<ListenerWork> works, CancellationToken cancellationToken)
    {
        if (works.Count == 0)
            return [];
        var results = await _documents.WriteManyAsync(
            works.ConvertAll(work => new PartitionBatch(DocumentContainer.Users, work.Partition, work.Operations)), cancellationToken);
        var refused = new List<ListenerWork>();
        for (var i = 0; i < works.Count; i++)
        {
            if (results[i].Outcome == WriteOutcome.TooLarge)
                works[i].Fail("What changed of the listener's history is over the size of a batch.");
            if (!results[i].IsWritten)
                refused.Add(works[i]);
        }

        return refused;
    }

    [LoggerMessage(EventId = 5161, Level = LogLevel.Debug, Message = "The histories of {Written} of {Listeners} listeners were written.")]
    private partial void HistoriesWritten(int written, int listeners);
}
