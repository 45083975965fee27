namespace Spotify.Core.Telemetry;

/// <summary>
/// All that is known of one session: its events and what was decided about its plays. Merging is idempotent and has no order. Bounded: a session
/// of over <see cref="TrimAbove"/> events forgets its oldest plays, which are decided for good then.
/// </summary>
public sealed class SessionLog
{
    /// <summary>Above how many events the oldest plays are forgotten: about a day and a half of uninterrupted listening.</summary>
    public const int TrimAbove = 4096;

    /// <summary>The most events that are kept; only a flood of events without starts comes here. What is over it is ignored.</summary>
    public const int MaxEvents = 16_384;

    private readonly List<SessionEvent> _events;
    private readonly List<PlayMark> _marks;

    /// <summary>An empty session.</summary>
    public SessionLog()
        : this([], [], long.MinValue)
    {
    }

    internal SessionLog(List<SessionEvent> events, List<PlayMark> marks, long frozenBeforeMs) =>
        (_events, _marks, FrozenBeforeMs) = (events, marks, frozenBeforeMs);

    /// <summary>The distinct events, in the order of <see cref="SessionEvent.Compare"/>.</summary>
    public IReadOnlyList<SessionEvent> Events => _events;

    /// <summary>What was decided about plays; those that never counted have none.</summary>
    public IReadOnlyList<PlayMark> Marks => _marks;

    /// <summary>Events before this client time are ignored: their plays were forgotten. The smallest number where nothing was.</summary>
    public long FrozenBeforeMs { get; private set; }

    /// <summary>Whether ledger and counts may not know of all that was decided.</summary>
    public bool HasPending => _marks.Exists(mark => mark.IsPending);

    /// <summary>Takes in events.</summary>
    /// <param name="events">In any order, with any repeats.</param>
    /// <param name="ignored">How many came too late or over the bound.</param>
    /// <returns>Whether anything was new.</returns>
    public bool Merge(IEnumerable<SessionEvent> events, out int ignored)
    {
        ArgumentNullException.ThrowIfNull(events);
        var places = new Dictionary<ulong, int>(_events.Count + 16);
        for (var i = 0; i < _events.Count; i++)
            places.Add(_events[i].IdHash, i);
        var changed = false;
        ignored = 0;
        foreach (var one in events)
        {
            if (one.AtMs < FrozenBeforeMs)
            {
                ignored++;
            }
            else if (places.TryGetValue(one.IdHash, out var place))
            {
                if (!Supersedes(one, _events[place]))
                    continue;
                _events[place] = one;
                changed = true;
            }
            else if (_events.Count < MaxEvents)
            {
                places.Add(one.IdHash, _events.Count);
                _events.Add(one);
                changed = true;
            }
            else
            {
                ignored++;
            }
        }

        if (changed)
            Sort();
        return changed;
    }

    /// <summary>The plays as far as the events show them.</summary>
    /// <param name="durationMs">A track's length in milliseconds, or null when the track is unknown. What was judged before keeps its length.</param>
    public List<Play> Assemble(Func<TrackKey, long?> durationMs)
    {
        ArgumentNullException.ThrowIfNull(durationMs);
        var judged = Judged();
        return PlayAssembler.Assemble(_events, track => judged.TryGetValue(track, out var known) ? known : durationMs(track));
    }

    /// <summary>Decides which plays count, and marks as pending what differs from before.</summary>
    /// <param name="plays">The plays of <see cref="Assemble"/>.</param>
    /// <param name="durationMs">As there; plays of unknown tracks are left as they are.</param>
    /// <param name="shardOf">Which shard of its track's counter a newly counted play goes to, 0 to 255.</param>
    public void Decide(IReadOnlyList<Play> plays, Func<TrackKey, long?> durationMs, Func<Play, int> shardOf)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(durationMs);
        ArgumentNullException.ThrowIfNull(shardOf);
        var marks = new Dictionary<(ulong, TrackKey), int>(_marks.Count);
        for (var i = 0; i < _marks.Count; i++)
            marks.Add((_marks[i].StartId, _marks[i].Track), i);
        var judged = Judged();
        var stands = new bool[_marks.Count];
        foreach (var play in plays)
        {
            var duration = judged.TryGetValue(play.Track, out var judgedBy) ? judgedBy : durationMs(play.Track);
            var known = marks.TryGetValue((play.StartId, play.Track), out var index);
            if (known)
                stands[index] = duration is null ? _marks[index].IsCounted : PlayRules.IsCounted(play.ListenedMs, duration.Value);
            else if (duration is { } length && PlayRules.IsCounted(play.ListenedMs, length))
                _marks.Add(new PlayMark { StartId = play.StartId, Track = play.Track, Revision = 1, Shard = shardOf(play), StartMs = play.StartMs, DurationMs = length, IsPending = true });
        }

        for (var i = 0; i < stands.Length; i++)
        {
            if (stands[i] != _marks[i].IsCounted)
                _marks[i] = _marks[i] with { Revision = _marks[i].Revision + 1, IsPending = true };
        }
    }

    /// <summary>Notes that ledger and counts know of all that was decided.</summary>
    public void Settle()
    {
        for (var i = 0; i < _marks.Count; i++)
            _marks[i] = _marks[i] with { IsPending = false };
    }

    /// <summary>Forgets the oldest plays of a very long session, as far as nothing is pending.</summary>
    /// <returns>Whether anything was forgotten.</returns>
    public bool Trim()
    {
        if (_events.Count <= TrimAbove)
            return false;
        var cut = _events.FindLastIndex(_events.Count - (TrimAbove / 2), one => one.Type == PlaybackEventType.Start);
        if (cut <= 0)
            return false;
        var forgotten = _events.Take(cut).Where(one => one.Type == PlaybackEventType.Start).Select(one => (one.IdHash, one.Track)).ToHashSet();
        // Events at the very time of the cut stay on both sides of it.
        if (_events[cut - 1].AtMs == _events[cut].AtMs || _marks.Exists(mark => mark.IsPending && forgotten.Contains((mark.StartId, mark.Track))))
            return false;
        FrozenBeforeMs = _events[cut].AtMs;
        _events.RemoveRange(0, cut);
        _marks.RemoveAll(mark => forgotten.Contains((mark.StartId, mark.Track)));
        return true;
    }

    private Dictionary<TrackKey, long> Judged()
    {
        var lengths = new Dictionary<TrackKey, long>();
        foreach (var mark in _marks)
            lengths.TryAdd(mark.Track, mark.DurationMs);
        return lengths;
    }

    // The same key with other content is a client's fault; which one holds must not depend on which came first. Of equal ones the first received.
    private static bool Supersedes(in SessionEvent one, in SessionEvent existing)
    {
        var order = SessionEvent.Compare(one, existing);
        if (order == 0)
            order = one.Type.CompareTo(existing.Type);
        return order < 0 || (order == 0 && one.Facts is { } facts && existing.Facts is { } known && facts.ReceivedMs < known.ReceivedMs);
    }

    private void Sort()
    {
        for (var i = 1; i < _events.Count; i++)
        {
            if (SessionEvent.Compare(_events[i - 1], _events[i]) <= 0)
                continue;
            _events.Sort(static (left, right) => SessionEvent.Compare(left, right));
            return;
        }
    }
}
