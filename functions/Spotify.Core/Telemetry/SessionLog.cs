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

    /// <summary>What was decided about plays; those that were never heard have none.</summary>
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
                _events[place] = WithoutDevice(one);
                changed = true;
            }
            else if (_events.Count < MaxEvents)
            {
                places.Add(one.IdHash, _events.Count);
                _events.Add(WithoutDevice(one));
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
    /// <param name="openPeriod">The first accounting period from the given one on that is open.</param>
    /// <returns>Whether anything differs from before.</returns>
    public bool Decide(IReadOnlyList<Play> plays, Func<TrackKey, long?> durationMs, Func<Play, int> shardOf, Func<string, string> openPeriod)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(durationMs);
        ArgumentNullException.ThrowIfNull(shardOf);
        ArgumentNullException.ThrowIfNull(openPeriod);
        var marks = new Dictionary<(ulong, TrackKey), int>(_marks.Count);
        for (var i = 0; i < _marks.Count; i++)
            marks.Add((_marks[i].StartId, _marks[i].Track), i);
        var judged = Judged();
        var listened = new long[_marks.Count];
        var changed = false;
        foreach (var play in plays)
        {
            var duration = judged.TryGetValue(play.Track, out var judgedBy) ? judgedBy : durationMs(play.Track);
            var known = marks.TryGetValue((play.StartId, play.Track), out var index);
            if (known)
            {
                listened[index] = duration is null ? _marks[index].ListenedMs : Recorded(play, duration.Value);
            }
            else if (duration is { } length && PlayRules.IsCounted(play.ListenedMs, length))
            {
                _marks.Add(NewMark(play, length, shardOf(play), openPeriod));
                changed = true;
            }
        }

        for (var i = 0; i < listened.Length; i++)
        {
            if (listened[i] == _marks[i].ListenedMs)
                continue;
            if ((listened[i] > 0) != _marks[i].IsHeard)
                Recount(i, _marks[i] with { IsHeard = listened[i] > 0, ListenedMs = listened[i] }, openPeriod);
            else if (openPeriod(_marks[i].Period) == _marks[i].Period)
                _marks[i] = _marks[i] with { ListenedMs = listened[i], Revision = _marks[i].Revision + 1 };
            else
                // A period that has closed is not written to for a figure that pays nothing.
                continue;
            changed = true;
        }

        return changed;
    }

    /// <summary>Excludes a play that was decided, or brings it back, and marks as pending what differs from before.</summary>
    /// <param name="startId">The hash of the start event's key.</param>
    /// <param name="track">The track.</param>
    /// <param name="exclusion">Why it does not count; null to bring it back.</param>
    /// <param name="openPeriod">As for <see cref="Decide"/>.</param>
    /// <returns>Whether anything differs from before; null where nothing was decided about such a play.</returns>
    public bool? Exclude(ulong startId, TrackKey track, string? exclusion, Func<string, string> openPeriod)
    {
        ArgumentNullException.ThrowIfNull(openPeriod);
        var index = _marks.FindIndex(mark => mark.StartId == startId && mark.Track == track);
        if (index < 0)
            return null;
        if (_marks[index].Exclusion == exclusion)
            return false;
        Recount(index, _marks[index] with { Exclusion = exclusion }, openPeriod);
        return true;
    }

    /// <summary>
    /// Sends a pending decision to a later period, because its own was closed before the ledger had it. To be called before <see cref="Decide"/>, which takes it for granted that
    /// closed periods have what was decided for them.
    /// </summary>
    /// <param name="mark">One of <see cref="Marks"/>.</param>
    /// <param name="held">What the closed period's document adds to it; null where it has none of this play.</param>
    /// <param name="period">A period that is open.</param>
    public void Redirect(PlayMark mark, int? held, string period)
    {
        ArgumentNullException.ThrowIfNull(mark);
        var index = _marks.IndexOf(mark);
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(mark));
        _marks[index] = mark with { Period = period, Base = mark.Base + (held ?? 0), FactsPeriod = held is null ? mark.FactsPeriod : mark.Period };
    }

    /// <summary>Notes that ledger and counts know of all that was decided.</summary>
    public void Settle()
    {
        for (var i = 0; i < _marks.Count; i++)
        {
            if (_marks[i].IsPending)
                _marks[i] = _marks[i] with { Settled = _marks[i].Revision };
        }
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

    private static PlayMark NewMark(Play play, long durationMs, int shard, Func<string, string> openPeriod) => new()
    {
        StartId = play.StartId,
        Track = play.Track,
        Revision = 1,
        CountRevision = 1,
        Shard = shard,
        StartMs = play.StartMs,
        DurationMs = durationMs,
        Tier = play.Facts.Tier,
        Market = play.Facts.Market.Length == 0 ? PlayMark.UnknownMarket : play.Facts.Market,
        Period = openPeriod(AccountingPeriod.Of(play.StartMs)),
        IsHeard = true,
        ListenedMs = Recorded(play, durationMs),
    };

    private static long Recorded(in Play play, long durationMs)
    {
        if (!PlayRules.IsCounted(play.ListenedMs, durationMs))
            return 0;
        return play.End == PlayEnd.None ? PlayRules.NeededMs(durationMs) : play.ListenedMs;
    }

    private void Recount(int index, PlayMark changed, Func<string, string> openPeriod)
    {
        var mark = _marks[index];
        changed = changed with { Revision = mark.Revision + 1, CountRevision = mark.Revision + 1 };
        var period = openPeriod(mark.Period);
        // A period that has closed goes on to hold what it held; the open one gets the difference.
        _marks[index] = period == mark.Period ? changed : changed with { Period = period, Base = mark.IsCounted ? 1 : 0, FactsPeriod = mark.Period };
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

    // A session is of one device, which its key stands for; the device's own id is nothing that needs to be kept.
    private static SessionEvent WithoutDevice(in SessionEvent one) =>
        one.Facts is { DeviceId.Length: > 0 } facts ? one with { Facts = facts with { DeviceId = "" } } : one;

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
