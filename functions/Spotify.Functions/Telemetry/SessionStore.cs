using System.Collections.Concurrent;
using System.Text.Json;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// The one place where events become sessions, for every consumer of the hub that needs plays: who comes first stores them with what they decide, who comes after finds
/// nothing new. Keep one in a process.
/// </summary>
internal sealed class SessionStore(IDocumentStore documents, ICatalog catalog, IListeners listeners, Periods periods, CounterShards shards, TimeProvider time)
{
    /// <summary>
    /// How old a batch may be, from its receipt: of what is older, what was counted may be forgotten (an event may be 30 days older than its batch, a session is kept for 45),
    /// and it would be counted again.
    /// </summary>
    public static readonly TimeSpan MaxAge = SessionWork.TimeToLive - EventTime.MaxAge - TimeSpan.FromDays(1);

    private const int MaxRounds = 50;
    private const int MaxSaveBytes = 1024 * 1024;
    private const int RememberedSessions = 50_000;
    private const int MaxUnsettled = 16;
    private static readonly TimeSpan MaxUnsettledAge = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<(string Pseudonym, string SessionId), (string ETag, SessionMemory Memory)> _memory = new();
    private readonly SessionTurns _turns = new();

    /// <summary>Takes in batches: merges their events into the stored sessions and decides their plays.</summary>
    /// <param name="batches">In any order; of any listeners. Those older than <see cref="MaxAge"/> are passed over.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public Task<MergedSessions> MergeAsync(IReadOnlyCollection<EventBatch> batches, CancellationToken cancellationToken) =>
        PeriodView.UseAsync(periods, time, view => MergeAsync(batches, view), cancellationToken);

    /// <inheritdoc cref="MergeAsync(IReadOnlyCollection{EventBatch}, CancellationToken)"/>
    public async Task<MergedSessions> MergeAsync(IReadOnlyCollection<EventBatch> batches, PeriodView view)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var faults = new List<SessionFault>();
        var identities = await ResolveAsync(batches, faults, view.Token);
        var works = Group(batches.Where(batch => !IsTooOld(batch, view.Now)), identities, out var erased);
        var tracks = await StoreAsync(works, view);
        return new MergedSessions(
            works.FindAll(work => work.IsGood).ConvertAll(work => new MergedSession(
                work.Source!.Listener, work.Source.DeviceId, work.Source.Session, work.SessionId, work.Plays, work.IsNews)),
            [.. faults, .. works.Where(work => !work.IsGood).Select(work => new SessionFault(work.Source!.Listener.UserId, work.Source.DeviceId, work.Source.Session, work.Fault!))],
            tracks,
            erased)
        {
            Works = works,
        };
    }

    /// <summary>Whether a batch is over <see cref="MaxAge"/>.</summary>
    public static bool IsTooOld(EventBatch batch, DateTimeOffset now) => now - DateTimeOffset.FromUnixTimeMilliseconds(batch.ReceivedMs) > MaxAge;

    /// <summary>Brings sessions from what is stored to what their events and orders lead to, and stores that; those with a fault of their own have it then.</summary>
    /// <exception cref="TransientException">The store or the catalogue is in trouble, or a period is closing; a repeat finishes the work.</exception>
    public async Task<TrackLookup> StoreAsync(IReadOnlyList<SessionWork> works, PeriodView view)
    {
        var tracks = new TrackLookup(catalog);
        var open = works.Where(work => work.IsGood).ToList();
        if (open.Count == 0)
            return tracks;
        using var turn = await _turns.TakeAsync(open.Select(work => work.Pseudonym).ToHashSet(StringComparer.Ordinal), view.Token);
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("Others kept writing to the same sessions first.");
            await LoadAsync(open, view.Token);
            await RedirectAsync(open, view);
            open.RemoveAll(work => !work.IsGood);
            await tracks.LoadAsync(open.SelectMany(work => work.Log.Events.Select(one => one.Track).Concat(work.Log.Marks.Select(mark => mark.Track))), view.Token);
            open.ForEach(work => work.Try(one => Judge(one, tracks, view)));
            open = await SaveAsync(open.FindAll(work => work.IsGood && work.IsChanged), view.Token);
        }

        return tracks;
    }

    /// <summary>Notes that somebody begins to act on what is pending in these sessions.</summary>
    public void Touch(IEnumerable<SessionWork> works)
    {
        foreach (var work in works)
            _memory.TryRemove((work.Pseudonym, work.SessionId), out _);
    }

    /// <summary>
    /// Notes that all that is pending in these sessions is carried out: in this process's memory, which spares the repetition at the next events, and in the session itself where
    /// it would be repeated too often otherwise, or where what the counter knows of it might be forgotten first.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<SessionWork> works, PeriodView view)
    {
        var oldest = (view.Now - MaxUnsettledAge).ToUnixTimeMilliseconds();
        var storing = works.Where(work => MustStore(work, oldest)).ToList();
        storing.ForEach(work => work.Log.Settle());
        // Whoever changed one meanwhile carries it out again, and settles it.
        var refused = (await SaveAsync(storing, view.Token)).ToHashSet();
        if (_memory.Count > RememberedSessions)
            _memory.Clear();
        foreach (var work in works)
        {
            if (work.IsGood && work.ETag is { } etag && !refused.Contains(work))
                _memory[(work.Pseudonym, work.SessionId)] = (etag, SessionMemory.Settled);
        }
    }

    private static bool MustStore(SessionWork work, long oldestMs)
    {
        if (!work.IsGood || !work.Log.HasPending)
            return false;
        var pending = work.Log.Marks.Where(mark => mark.IsPending);
        return work.HasExclusion || pending.Count() >= MaxUnsettled || pending.Any(mark => mark.StartMs < oldestMs);
    }

    private static List<SessionWork> Group(IEnumerable<EventBatch> batches, Identities identities, out int erased)
    {
        erased = 0;
        var works = new Dictionary<(string, string, string), SessionWork>();
        foreach (var batch in batches)
        {
            if (!identities.Known.TryGetValue(batch.Listener.UserId, out var listener))
            {
                erased += identities.Failed.Contains(batch.Listener.UserId) ? 0 : batch.Events.Sum(events => events.Count);
                continue;
            }

            for (var i = 0; i < batch.Sessions.Count; i++)
            {
                var key = (listener.UserId, batch.DeviceId, batch.Sessions[i]);
                if (!works.TryGetValue(key, out var work))
                    works.Add(key, work = SessionWork.Of(listener, batch.DeviceId, batch.Sessions[i]));
                work.Incoming.Add(batch.Events[i]);
            }
        }

        return [.. works.Values];
    }

    private void Judge(SessionWork work, TrackLookup tracks, PeriodView view)
    {
        if (tracks.FaultOf(work.Log.Events) is { } fault)
            work.Fail(fault);
        else
            work.Judge(tracks, shards, view);
    }

    /// <summary>Finds out who the listeners are, all in one call.</summary>
    private async Task<Identities> ResolveAsync(IReadOnlyCollection<EventBatch> batches, List<SessionFault> faults, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (var userId in batches.Select(batch => batch.Listener.UserId))
        {
            if (DocumentRules.IsValidPartitionKey(userId))
                users.Add(userId);
            else
                failed[userId] = "The listener's name is none that a store can hold.";
        }

        var known = await ResolveAsync(users, failed, cancellationToken);
        faults.AddRange(batches.Where(batch => failed.ContainsKey(batch.Listener.UserId)).SelectMany(batch =>
            batch.Sessions.Select(session => (batch.Listener.UserId, batch.DeviceId, session))).Distinct()
            .Select(one => new SessionFault(one.UserId, one.DeviceId, one.session, failed[one.UserId])));
        return new Identities(known, [.. failed.Keys]);
    }

    private async Task<IReadOnlyDictionary<string, ListenerIdentity>> ResolveAsync(
        HashSet<string> users, Dictionary<string, string> failed, CancellationToken cancellationToken)
    {
        try
        {
            return await listeners.ResolveAsync(users, cancellationToken);
        }
        catch (JsonException)
        {
            // The key of one of them cannot be read: each by itself.
        }

        var known = new Dictionary<string, ListenerIdentity>(StringComparer.Ordinal);
        foreach (var userId in users)
        {
            try
            {
                if ((await listeners.ResolveAsync([userId], cancellationToken)).TryGetValue(userId, out var identity))
                    known.Add(userId, identity);
            }
            catch (JsonException exception)
            {
                failed[userId] = $"The listener's key cannot be read: {exception.Message}";
            }
        }

        return known;
    }

    private async Task LoadAsync(List<SessionWork> works, CancellationToken cancellationToken)
    {
        foreach (var page in works.Chunk(DocumentRules.MaxReads))
        {
            var stored = await documents.ReadManyAsync<SessionDocument>(
                DocumentContainer.Plays, Array.ConvertAll(page, work => work.Key), (i, exception) => page[i].Fail($"The stored session cannot be read: {exception.Message}"), cancellationToken);
            for (var i = 0; i < page.Length; i++)
            {
                var document = stored[i];
                if (page[i].IsGood)
                    page[i].Try(work => work.Load(document, MemoryOf(work, document?.ETag)));
            }
        }
    }

    private SessionMemory MemoryOf(SessionWork work, string? etag) =>
        _memory.TryGetValue((work.Pseudonym, work.SessionId), out var known) && known.ETag == etag ? known.Memory : SessionMemory.None;

    /// <summary>
    /// A period may have begun to close between a decision and its way to the ledger. Where it got there, it is there; where it did not, and nobody can be on the way
    /// any more, it goes to the next open period.
    /// </summary>
    private async Task RedirectAsync(List<SessionWork> works, PeriodView view)
    {
        var late = works.Where(work => work.IsGood && work.Log.HasPending)
            .SelectMany(work => work.Log.Marks.Where(mark => mark.IsPending && !view.IsOpen(mark.Period)).Select(mark => (Work: work, Mark: mark)))
            .ToList();
        foreach (var page in late.Chunk(DocumentRules.MaxReads))
        {
            var keys = Array.ConvertAll(page, one => new DocumentKey(
                new PartitionKeyValue(one.Work.Pseudonym, one.Mark.Period), PlayRules.IdOf(one.Work.Pseudonym, one.Work.SessionId, one.Mark.Track, one.Mark.StartId)));
            var stored = await documents.ReadManyAsync<PlayDocument>(
                DocumentContainer.Plays, keys, (i, exception) => page[i].Work.Fail($"Play '{keys[i].Id}' of '{keys[i].Partition}' cannot be read: {exception.Message}"), view.Token);
            for (var i = 0; i < page.Length; i++)
            {
                var (work, mark) = page[i];
                if (!work.IsGood || stored[i]?.Value.Revision >= mark.Revision)
                    continue;
                if (!view.AreWritersGone(mark.Period))
                    throw new TransientException($"Period {mark.Period} began to close while a play of it was under way: in some minutes it is certain whether the play got there.");
                work.Redirect(mark, stored[i]?.Value.Delta, view.FirstOpen(mark.Period));
            }
        }
    }

    /// <summary>Stores sessions; those of one listener in one batch.</summary>
    /// <returns>Those that somebody else changed meanwhile: to be loaded and judged anew.</returns>
    private async Task<List<SessionWork>> SaveAsync(List<SessionWork> works, CancellationToken cancellationToken)
    {
        var refused = new List<SessionWork>();
        var queues = works.GroupBy(work => work.Pseudonym).Select(group => new Queue<SessionWork>(group)).ToList();
        while (queues.Count > 0)
        {
            var chunks = queues.ConvertAll(NextChunk);
            var batches = chunks.ConvertAll(chunk => new PartitionBatch(DocumentContainer.Plays, chunk[0].Work.Key.Partition, chunk.ConvertAll(one => one.Operation)));
            var results = await documents.WriteManyAsync(batches, cancellationToken);
            for (var i = 0; i < chunks.Count; i++)
            {
                for (var j = 0; j < chunks[i].Count; j++)
                {
                    var work = chunks[i][j].Work;
                    if (results[i].Outcome == WriteOutcome.TooLarge)
                        work.Fail("The sessions of the listener are over the size of a batch.");
                    else if (results[i].IsWritten)
                        Saved(work, results[i].ETags[j]);
                    else
                        refused.Add(work);
                }
            }

            queues.RemoveAll(queue => queue.Count == 0);
        }

        return refused;
    }

    private void Saved(SessionWork work, string? etag)
    {
        work.Saved(etag);
        if (etag is not null && !work.WasPending)
            _memory[(work.Pseudonym, work.SessionId)] = (etag, SessionMemory.Untouched);
    }

    private static List<(SessionWork Work, DocumentOperation Operation)> NextChunk(Queue<SessionWork> works)
    {
        var chunk = new List<(SessionWork, DocumentOperation)>();
        var bytes = 0;
        while (chunk.Count < DocumentRules.MaxBatchOperations && bytes < MaxSaveBytes && works.TryDequeue(out var work))
        {
            var operation = work.ToOperation();
            bytes += ((SessionDocument)operation.Body!).Data.Length * 4 / 3;
            chunk.Add((work, operation));
        }

        return chunk;
    }

    private sealed record Identities(IReadOnlyDictionary<string, ListenerIdentity> Known, HashSet<string> Failed);
}

/// <summary>What batches of events led to.</summary>
/// <param name="Sessions">Every session that they have events of, as it is stored now.</param>
/// <param name="Faults">The sessions that could not be stored for a fault of their own. Mostly none.</param>
/// <param name="Tracks">The catalogue's word on the tracks of these sessions.</param>
/// <param name="Erased">Events of listeners who were erased: passed over.</param>
internal sealed record MergedSessions(IReadOnlyList<MergedSession> Sessions, IReadOnlyList<SessionFault> Faults, TrackLookup Tracks, int Erased)
{
    /// <summary>The sessions with what is pending in them, the faulty ones among them.</summary>
    public IReadOnlyList<SessionWork> Works { get; init; } = [];
}

/// <summary>A session as it is stored now.</summary>
/// <param name="Identity">The listener, with the user's id.</param>
/// <param name="DeviceId">The device's own id; empty where the client does not say.</param>
/// <param name="Session">The client's own name for it.</param>
/// <param name="SessionId">Its id: a pseudonym.</param>
/// <param name="Plays">All its plays, by their start.</param>
/// <param name="IsChanged">Whether these batches brought anything new.</param>
internal sealed record MergedSession(ListenerIdentity Identity, string DeviceId, string Session, string SessionId, IReadOnlyList<Play> Plays, bool IsChanged)
{
    public string UserId => Identity.UserId;
}
