using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Turns batches of events into plays of the ledger and counts, each exactly once, whatever is delivered how often. In two steps: each session's events and
/// decisions are stored first, marked as pending; then ledger and counters learn them. Whoever touches a session with pending decisions carries them out (again).
/// </summary>
public sealed partial class PlayLedger : IDisposable
{
    private readonly SessionStore _sessions;
    private readonly Periods _periods;
    private readonly TelemetryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<PlayLedger> _logger;
    private readonly PlayEffects _effects;

    /// <summary>Creates the ledger's writer; keep one in a process.</summary>
    internal PlayLedger(
        IDocumentStore documents, SessionStore sessions, Periods periods, CounterShards shards, TelemetryMetrics metrics, TimeProvider time, ILogger<PlayLedger> logger)
    {
        (_sessions, _periods, _metrics, _time, _logger) = (sessions, periods, metrics, time, logger);
        _effects = new PlayEffects(documents, shards);
    }

    /// <summary>Takes in batches.</summary>
    /// <param name="batches">In any order; of any listeners; none older than <see cref="SessionStore.MaxAge"/>.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>The sessions that could not be recorded for a fault of their own; all others are recorded. Mostly none.</returns>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public Task<IReadOnlyList<SessionFault>> RecordAsync(IReadOnlyCollection<EventBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return PeriodView.UseAsync(_periods, _time, view => RecordAsync(batches, view), cancellationToken);
    }

    /// <summary>Carries out what is pending in sessions that are stored; those that meet a fault of their own have it then.</summary>
    internal async Task CarryOutAsync(IReadOnlyList<SessionWork> works, TrackLookup tracks, PeriodView view)
    {
        var good = works.Where(work => work.IsGood).ToList();
        var pending = good.SelectMany(work => Pending(work, tracks)).ToList();
        if (pending.Count > 0)
        {
            _sessions.Touch(pending.Select(play => play.Work));
            await _effects.ApplyAsync(pending, view.Token);
            var done = pending.Count(play => play.Work.IsGood && !play.MustWait);
            var counted = pending.Count(play => play.Work.IsGood && !play.MustWait && play.Mark.IsCounted);
            _metrics.Decided(counted: true, counted);
            _metrics.Decided(counted: false, done - counted);
            PlaysDecided(counted, done - counted, works.Count);
        }

        foreach (var work in good.Where(work => work.Waits))
            TrackGone(work.Pseudonym, work.SessionId);
        await _sessions.SettleAsync(good.FindAll(work => work.IsGood && !work.Waits), view);
    }

    /// <inheritdoc/>
    public void Dispose() => _effects.Dispose();

    private async Task<IReadOnlyList<SessionFault>> RecordAsync(IReadOnlyCollection<EventBatch> batches, PeriodView view)
    {
        var merged = await _sessions.MergeAsync(batches, view);
        _metrics.Ignored("erased_listener", merged.Erased);
        foreach (var work in merged.Works.Where(work => work.IsGood))
        {
            _metrics.Ignored("late_or_flood", work.Ignored);
            _metrics.Ignored("unknown_track", work.Plays.Count(play => merged.Tracks[play.Track] is null));
        }

        await CarryOutAsync(merged.Works, merged.Tracks, view);
        return merged.Faults.Count == 0 && merged.Works.All(work => work.IsGood) ? [] : [.. merged.Faults, .. FaultsSince(merged)];
    }

    // Those that failed when their decisions were carried out.
    private static IEnumerable<SessionFault> FaultsSince(MergedSessions merged)
    {
        var known = merged.Faults.Select(fault => (fault.UserId, fault.DeviceId, fault.Session)).ToHashSet();
        return merged.Works.Where(work => !work.IsGood && !known.Contains((work.Source!.Listener.UserId, work.Source.DeviceId, work.Source.Session)))
            .Select(work => new SessionFault(work.Source!.Listener.UserId, work.Source.DeviceId, work.Source.Session, work.Fault!));
    }

    private static IEnumerable<PendingPlay> Pending(SessionWork work, TrackLookup tracks)
    {
        if (!work.Log.HasPending)
            return [];
        var plays = work.Plays.ToDictionary(play => (play.StartId, play.Track));
        return work.Log.Marks.Where(mark => mark.IsPending)
            .Select(mark => new PendingPlay(work, mark, plays.TryGetValue((mark.StartId, mark.Track), out var play) ? play : null, tracks[mark.Track]));
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Debug, Message = "{Counted} plays counted and {Withdrawn} withdrawn in {Sessions} sessions.")]
    private partial void PlaysDecided(int counted, int withdrawn, int sessions);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "A decided play of listener {Pseudonym}, session {SessionId}, waits: its track is not in the catalogue any more.")]
    private partial void TrackGone(string pseudonym, string sessionId);
}
