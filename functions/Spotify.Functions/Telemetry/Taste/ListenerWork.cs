using System.Text;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>
/// One listener whom a slice of events touches: the documents of his history that are read, and what his sessions make of them. Which documents are
/// needed shows only with the sessions; where more are needed than were read, another round reads them all anew.
/// </summary>
internal sealed class ListenerWork(string userId, DateTimeOffset now)
{
    // How far a better reading of the client's clock may move a play, and how long before its next report a play mostly began.
    private const long MarginMs = 3600 * 1000;

    private readonly TasteWeek _oldest = TasteWeek.Of((now - TasteRetention.Kept).ToUnixTimeMilliseconds());
    private readonly Dictionary<string, long> _firstAt = new(StringComparer.Ordinal);
    private readonly Dictionary<TasteWeek, WeekSlot> _weeks = [];
    private readonly Dictionary<int, FirstsSlot> _firsts = [];
    private readonly SortedSet<int> _buckets = [];
    private TasteWeek _from = new(long.MaxValue);
    private TasteWeek _to = TasteWeek.Of((now + EventTime.MaxAhead).ToUnixTimeMilliseconds());

    public string UserId => userId;

    public PartitionKeyValue Partition => userId;

    /// <summary>The events of the slice, repeats included.</summary>
    public List<EventBatch> Batches { get; } = [];

    /// <summary>What is to be written, all or none; set by <see cref="TryApply"/>.</summary>
    public IReadOnlyList<DocumentOperation> Operations { get; private set; } = [];

    /// <summary>Why nothing can be recorded of this listener, for a reason of his own that a repeat would meet again; null for all but a few.</summary>
    public string? Fault { get; private set; }

    public void Add(EventBatch batch)
    {
        Batches.Add(batch);
        for (var i = 0; i < batch.Sessions.Count; i++)
        {
            var first = long.MaxValue;
            foreach (var one in batch.Events[i])
            {
                first = Math.Min(first, one.AtMs);
                _buckets.Add(FirstListens.BucketOf(one.Track));
            }

            _firstAt[batch.Sessions[i]] = Math.Min(first, _firstAt.GetValueOrDefault(batch.Sessions[i], long.MaxValue));
            // A guess by a clock that may be wrong; the plays themselves have the last word.
            ExpectFrom(Math.Clamp(first, batch.ReceivedMs - (long)EventTime.MaxAge.TotalMilliseconds, batch.ReceivedMs));
        }
    }

    public void Fail(string reason) => Fault ??= reason;

    /// <summary>Begins a round.</summary>
    /// <returns>The documents to read, before the sessions are read: then what is written was derived from sessions no older than any that what was read was derived from.</returns>
    public IReadOnlyList<HistorySlot> Open()
    {
        _weeks.Clear();
        _firsts.Clear();
        foreach (var week in TasteWeek.Range(_from, _to))
            _weeks.Add(week, new WeekSlot(week));
        foreach (var bucket in _buckets)
            _firsts.Add(bucket, new FirstsSlot(bucket));
        return [.. _weeks.Values, .. _firsts.Values];
    }

    /// <summary>Puts what the sessions show into the documents of this round. Whatever goes wrong in it belongs to this listener and to none beside him.</summary>
    /// <returns>False when more documents are needed for it: another round.</returns>
    public bool TryApply(IEnumerable<MergedSession> sessions, TrackLookup tracks)
    {
        try
        {
            return Apply(sessions, tracks);
        }
#pragma warning disable CA1031 // A pure step of one listener must not hold up the partition, whatever the bug.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            Fail(exception.ToString());
            return true;
        }
    }

    private bool Apply(IEnumerable<MergedSession> sessions, TrackLookup tracks)
    {
        Operations = [];
        var views = new List<SessionView>();
        foreach (var session in sessions)
        {
            views.Add(new SessionView(StableHash.Of(Encoding.UTF8.GetBytes(session.SessionId)), session.Plays, track => tracks[track]?.DurationMs));
            Expect(session);
        }

        if (views.Count == 0)
            return true;
        if (_weeks.Count != TasteWeek.Range(_from, _to).Count())
            return false;
        var (gained, lost) = (new List<(TrackKey Track, long StartMs)>(), new List<(TrackKey Track, long StartMs)>());
        foreach (var change in _weeks.Values.SelectMany(week => views.SelectMany(view => week.Value.Take(view))))
        {
            var (before, after) = (HeardIn(change.Before), HeardIn(change.After));
            if (before == after)
                continue;
            lost.AddRange(before is { } one ? [one] : []);
            gained.AddRange(after is { } other ? [other] : []);
        }

        _buckets.UnionWith(lost.Concat(gained).Select(heard => FirstListens.BucketOf(heard.Track)));
        if (_buckets.Count != _firsts.Count)
            return false;
        lost.ForEach(heard => TakeBack(heard.Track, heard.StartMs));
        gained.ForEach(heard => _firsts[FirstListens.BucketOf(heard.Track)].Value.Learn(heard.Track, heard.StartMs));
        Operations = [.. _weeks.Values.Concat<HistorySlot>(_firsts.Values).Select(slot => slot.ToOperation()).OfType<DocumentOperation>()];
        return true;
    }

    private static (TrackKey Track, long StartMs)? HeardIn(Listen? listen) => listen is { IsHeard: true } heard ? (heard.Track, heard.StartMs) : null;

    /// <summary>
    /// Late events have shown a play not to have been heard. Where it was the first of its track, the next one is: it began later, so it lies in the weeks that
    /// are read. They must be as they were read when this is written, or a play that another writer adds or takes back meanwhile would be missed.
    /// </summary>
    private void TakeBack(TrackKey track, long startMs)
    {
        var firsts = _firsts[FirstListens.BucketOf(track)].Value;
        if (firsts.Find(track) != startMs)
            return;
        long? next = null;
        foreach (var (week, slot) in _weeks)
        {
            if (week < TasteWeek.Of(startMs))
                continue;
            slot.IsReliedOn = true;
            foreach (var play in slot.Value.Plays)
                next = play.Track == track && play.IsHeard && !(next <= play.StartMs) ? play.StartMs : next;
        }

        firsts.Correct(track, next);
    }

    /// <summary>
    /// Expects the weeks that these events can have changed: from the play that they begin in, by the session's own clock, until now. What ends a play may have the very time at which
    /// the next begins, and the beginning of the next ends the one before.
    /// </summary>
    private void Expect(MergedSession session)
    {
        var firstAt = _firstAt.GetValueOrDefault(session.Session, long.MinValue);
        long? from = null;
        foreach (var play in session.Plays)
        {
            from = from is null || play.ClientStartMs < firstAt ? play.StartMs : from;
            ExpectTo(TasteWeek.Of(play.StartMs));
        }

        if (from is { } start)
            ExpectFrom(start);
    }

    private void ExpectFrom(long startMs)
    {
        var week = TasteWeek.Of(startMs - MarginMs);
        week = week < _oldest ? _oldest : week;
        _from = week < _from ? week : _from;
        ExpectTo(week);
    }

    private void ExpectTo(TasteWeek week) => _to = week > _to ? week : _to;
}
