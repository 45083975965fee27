using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Turns batches of events into plays of the ledger and counts, each exactly once, whatever is delivered how often. In two steps: each session's events and
/// decisions are stored first, marked as pending; then ledger and counters learn them. Whoever touches a session with pending decisions carries them out (again).
/// </summary>
public sealed partial class PlayLedger : IDisposable
{
    private const int MaxRounds = 50;
    private const int MaxSaveBytes = 1024 * 1024;
    private const int RememberedSessions = 50_000;

    /// <summary>How long a session is kept after its last event; see <see cref="PlayEffects.MarkTimeToLive"/>.</summary>
    private static readonly TimeSpan SessionTimeToLive = TimeSpan.FromDays(45);

    // The stored versions whose decisions this process has carried out: spares the repetition at the session's next events.
    private readonly ConcurrentDictionary<(string User, string Session), string> _settled = new();
    private readonly IDocumentStore _documents;
    private readonly ICatalog _catalog;
    private readonly TelemetryMetrics _metrics;
    private readonly ILogger<PlayLedger> _logger;
    private readonly CounterShards _shards = new();
    private readonly PlayEffects _effects;

    /// <summary>Creates the ledger's writer; keep one in a process.</summary>
    public PlayLedger(IDocumentStore documents, ICatalog catalog, TelemetryMetrics metrics, ILogger<PlayLedger> logger)
    {
        (_documents, _catalog, _metrics, _logger) = (documents, catalog, metrics, logger);
        _effects = new PlayEffects(documents, _shards);
    }

    /// <summary>Takes in batches.</summary>
    /// <param name="batches">In any order; of any listeners.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>The sessions that could not be recorded for a fault of their own; all others are recorded. Mostly none.</returns>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public async Task<IReadOnlyList<SessionFault>> RecordAsync(IReadOnlyCollection<EventBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var works = Group(batches);
        var tracks = new TrackLookup(_catalog);
        var open = works.FindAll(IsGood);
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("Others kept writing to the same sessions first.");
            await LoadAsync(open, cancellationToken);
            var touched = open.FindAll(work => IsGood(work) && (work.IsChanged || work.WasPending));
            await tracks.LoadAsync(touched.SelectMany(work => work.Log.Events).Select(one => one.Track), cancellationToken);
            touched.ForEach(work => work.Try(one => Judge(one, tracks)));
            open = await SaveAsync(touched.FindAll(work => IsGood(work) && work.IsChanged), cancellationToken);
        }

        await SettleAsync(works.FindAll(IsGood), tracks, cancellationToken);
        return [.. works.Where(work => !IsGood(work)).Select(work => new SessionFault(work.UserId, work.Session, work.Fault!))];
    }

    /// <inheritdoc/>
    public void Dispose() => _effects.Dispose();

    private static bool IsGood(SessionWork work) => work.Fault is null;

    private static List<SessionWork> Group(IReadOnlyCollection<EventBatch> batches)
    {
        var works = new Dictionary<(string, string), SessionWork>();
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Sessions.Count; i++)
            {
                var key = (batch.Listener.UserId, batch.Sessions[i]);
                if (!works.TryGetValue(key, out var work))
                    works.Add(key, work = NewWork(key.UserId, key.Item2));
                work.Incoming.Add(batch.Events[i]);
            }
        }

        return [.. works.Values];
    }

    private static SessionWork NewWork(string userId, string session)
    {
        var work = new SessionWork(userId, session);
        if (!DocumentRules.IsValidPartitionKey(userId) || !DocumentRules.IsValidId(SessionDocument.IdOf(session)))
            work.Fail("The listener's or the session's name is none that a store can hold.");
        return work;
    }

    private async Task LoadAsync(List<SessionWork> works, CancellationToken cancellationToken)
    {
        foreach (var page in works.Chunk(DocumentRules.MaxReads))
        {
            var stored = await _documents.ReadManyAsync<SessionDocument>(
                DocumentContainer.Plays, Array.ConvertAll(page, work => work.Key), (i, exception) => page[i].Fail($"The stored session cannot be read: {exception.Message}"), cancellationToken);
            for (var i = 0; i < page.Length; i++)
            {
                var document = stored[i];
                if (IsGood(page[i]))
                    page[i].Try(work => work.Load(document, _settled.GetValueOrDefault((work.UserId, work.Session))));
            }
        }
    }

    private void Judge(SessionWork work, TrackLookup tracks)
    {
        if (tracks.FaultOf(work.Log.Events) is { } fault)
        {
            work.Fail(fault);
            return;
        }

        work.Plays = work.Log.Assemble(track => tracks[track]?.DurationMs);
        if (!work.IsChanged)
            return;
        work.Log.Decide(work.Plays, track => tracks[track]?.DurationMs, _shards.Choose);
        work.Log.Trim();
    }

    /// <summary>Stores sessions; those of one listener in one batch.</summary>
    /// <returns>Those that somebody else changed meanwhile: to be loaded and judged anew.</returns>
    private async Task<List<SessionWork>> SaveAsync(List<SessionWork> works, CancellationToken cancellationToken)
    {
        var refused = new List<SessionWork>();
        var listeners = works.GroupBy(work => work.UserId).Select(group => new Queue<SessionWork>(group)).ToList();
        while (listeners.Count > 0)
        {
            var chunks = listeners.ConvertAll(NextChunk);
            var batches = chunks.ConvertAll(chunk => new PartitionBatch(DocumentContainer.Plays, chunk[0].Work.Key.Partition, chunk.ConvertAll(one => one.Operation)));
            var results = await _documents.WriteManyAsync(batches, cancellationToken);
            for (var i = 0; i < chunks.Count; i++)
            {
                for (var j = 0; j < chunks[i].Count; j++)
                {
                    if (results[i].Outcome == WriteOutcome.TooLarge)
                        chunks[i][j].Work.Fail("The sessions of the listener are over the size of a batch.");
                    else if (results[i].IsWritten)
                        chunks[i][j].Work.Saved(results[i].ETags[j]);
                    else
                        refused.Add(chunks[i][j].Work);
                }
            }

            listeners.RemoveAll(queue => queue.Count == 0);
        }

        return refused;
    }

    private static List<(SessionWork Work, DocumentOperation Operation)> NextChunk(Queue<SessionWork> works)
    {
        var chunk = new List<(SessionWork, DocumentOperation)>();
        var bytes = 0;
        while (chunk.Count < DocumentRules.MaxBatchOperations && bytes < MaxSaveBytes && works.TryDequeue(out var work))
        {
            var operation = work.ToOperation(SessionTimeToLive);
            bytes += ((SessionDocument)operation.Body!).Data.Length * 4 / 3;
            chunk.Add((work, operation));
        }

        return chunk;
    }

    private async Task SettleAsync(List<SessionWork> works, TrackLookup tracks, CancellationToken cancellationToken)
    {
        var pending = new List<PendingPlay>();
        var complete = new List<SessionWork>(works.Count);
        foreach (var work in works)
        {
            _metrics.Ignored("late_or_flood", work.Ignored);
            _metrics.Ignored("unknown_track", work.Plays.Count(play => tracks[play.Track] is null));
            if (Collect(work, tracks, pending))
                complete.Add(work);
        }

        if (pending.Count > 0)
        {
            await _effects.ApplyAsync(pending, cancellationToken);
            var done = pending.Count(play => IsGood(play.Work));
            var counted = pending.Count(play => IsGood(play.Work) && play.Mark.IsCounted);
            _metrics.Decided(counted: true, counted);
            _metrics.Decided(counted: false, done - counted);
            PlaysDecided(counted, done - counted, works.Count);
        }

        if (_settled.Count > RememberedSessions)
            _settled.Clear();
        foreach (var work in complete)
        {
            if (IsGood(work) && work.ETag is { } etag)
                _settled[(work.UserId, work.Session)] = etag;
        }
    }

    /// <summary>Adds a session's pending decisions.</summary>
    /// <returns>False when one has to wait because its track is not in the catalogue now.</returns>
    private bool Collect(SessionWork work, TrackLookup tracks, List<PendingPlay> pending)
    {
        if (!work.Log.HasPending)
            return true;
        var plays = work.Plays.ToDictionary(play => (play.StartId, play.Track));
        var complete = true;
        foreach (var mark in work.Log.Marks)
        {
            if (!mark.IsPending)
                continue;
            if (tracks[mark.Track] is { } facts)
                pending.Add(new PendingPlay(work, mark, plays.TryGetValue((mark.StartId, mark.Track), out var play) ? play : null, facts));
            else
                complete = false;
        }

        if (!complete)
            TrackGone(work.UserId, work.Session);
        return complete;
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Debug, Message = "{Counted} plays counted and {Withdrawn} withdrawn in {Sessions} sessions.")]
    private partial void PlaysDecided(int counted, int withdrawn, int sessions);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "A decided play of listener {UserId}, session {Session}, waits: its track is not in the catalogue any more.")]
    private partial void TrackGone(string userId, string session);
}
