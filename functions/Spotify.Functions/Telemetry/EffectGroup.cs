using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Decisions that go to one partition. Tried first as if nothing were there, which is nearly always so; where that meets something, the group
/// becomes careful: it reads what is there and writes only what is later. Every write is idempotent by the decision's revision.
/// </summary>
internal abstract class EffectGroup(DocumentContainer container, PartitionKeyValue partition)
{
    private readonly List<PendingPlay> _plays = [];
    private int _done;
    private int _round;

    public DocumentContainer Container => container;

    public PartitionKeyValue Partition => partition;

    public bool IsDone => _done >= _plays.Count;

    public bool IsCareful { get; private set; }

    /// <summary>How often in a row this partition's batch was refused.</summary>
    public int Refusals { get; private set; }

    protected IReadOnlyList<PendingPlay> Round => _plays.GetRange(_done, _round);

    public void Add(PendingPlay play)
    {
        _plays.Add(play);
        // Somebody may have begun this one, or an earlier revision of it is there.
        IsCareful |= play.Work.WasPending || RevisionOf(play) > 1;
    }

    /// <summary>Begins a round of as many decisions as one batch takes.</summary>
    public void BeginRound() => _round = Fitting(_plays, _done);

    public void Written()
    {
        _done += _round;
        Refusals = 0;
    }

    public void Refused()
    {
        IsCareful = true;
        Refusals++;
    }

    /// <summary>Gives up what is left, for a fault of this partition's own that a repeat would meet again: the sessions fail and stay pending.</summary>
    public void Fail(string reason)
    {
        for (; _done < _plays.Count; _done++)
            _plays[_done].Work.Fail(reason);
        _round = 0;
    }

    /// <summary>Ids to read before <see cref="Build"/>.</summary>
    public abstract IEnumerable<string> Reads();

    /// <summary>The batch of this round; empty when all of it is there already.</summary>
    public abstract IReadOnlyList<DocumentOperation> Build();

    /// <summary>The revision by which this kind of partition tells decisions apart.</summary>
    protected abstract int RevisionOf(PendingPlay play);

    /// <summary>How many decisions from a place on one batch takes.</summary>
    protected abstract int Fitting(IReadOnlyList<PendingPlay> plays, int from);
}

/// <summary>Decisions for the ledger of one listener and period.</summary>
internal sealed class LedgerGroup(string pseudonym, string period) : EffectGroup(DocumentContainer.Plays, new PartitionKeyValue(pseudonym, period))
{
    private readonly Dictionary<string, StoredDocument<PlayDocument>?> _stored = new(StringComparer.Ordinal);

    public void Take(string id, StoredDocument<PlayDocument>? stored) => _stored[id] = stored;

    public override IEnumerable<string> Reads() => IsCareful ? Round.Select(play => play.PlayId) : [];

    public override IReadOnlyList<DocumentOperation> Build()
    {
        var operations = new List<DocumentOperation>();
        foreach (var play in Round)
        {
            var stored = _stored.GetValueOrDefault(play.PlayId);
            if (stored is null)
                operations.Add(DocumentOperation.Create(play.PlayId, play.ToDocument()));
            else if (stored.Value.Revision < play.Mark.Revision)
                operations.Add(DocumentOperation.Replace(play.PlayId, play.Apply(stored.Value), stored.ETag));
        }

        _stored.Clear();
        return operations;
    }

    protected override int RevisionOf(PendingPlay play) => play.Mark.Revision;

    protected override int Fitting(IReadOnlyList<PendingPlay> plays, int from) => Math.Min(DocumentRules.MaxBatchOperations, plays.Count - from);
}

/// <summary>Decisions for one shard of a track's counter, and for its days.</summary>
internal sealed class CounterGroup(string trackId, int shard)
    : EffectGroup(DocumentContainer.Aggregates, new PartitionKeyValue(CounterShards.ScopeOf(trackId, shard)))
{
    /// <summary>How long days are kept.</summary>
    public static readonly TimeSpan DayTimeToLive = TimeSpan.FromDays(800);

    private readonly Dictionary<string, StoredDocument<TrackAggregate>?> _stored = new(StringComparer.Ordinal);

    /// <summary>How many shards the counter has after <see cref="Build"/>, as far as this shard knows.</summary>
    public int Shards { get; private set; } = 1;

    public void Take(string id, StoredDocument<TrackAggregate>? stored) => _stored[id] = stored;

    public override IEnumerable<string> Reads() =>
        [
            TrackAggregate.CounterId,
            .. Round.Select(play => play.Day).Distinct().Select(TrackDay.IdOf),
            .. IsCareful ? Round.Select(play => TrackAggregate.MarkId(play.PlayId)) : [],
        ];

    public override IReadOnlyList<DocumentOperation> Build()
    {
        var operations = new List<DocumentOperation>();
        var days = new SortedDictionary<DateOnly, DayChange>();
        var delta = 0;
        foreach (var play in Round)
        {
            var id = TrackAggregate.MarkId(play.PlayId);
            var stored = _stored.GetValueOrDefault(id);
            if (stored?.Value.Revision >= play.Mark.CountRevision)
                continue;
            if (!days.TryGetValue(play.Day, out var day))
                days.Add(play.Day, day = DayChange.Of(trackId, _stored.GetValueOrDefault(TrackDay.IdOf(play.Day))));
            var counted = stored?.Value.IsCounted ?? false;
            delta += day.Count(play.Mark, (play.Mark.IsCounted ? 1 : 0) - (counted ? 1 : 0));
            day.Exclude(stored?.Value.Reason, -1);
            day.Exclude(play.Mark.Excluded, 1);
            operations.Add(ToMark(id, stored, play.Mark));
        }

        if (operations.Count > 0)
            operations.Add(ToCounter(_stored.GetValueOrDefault(TrackAggregate.CounterId), delta));
        operations.AddRange(days.Where(day => day.Value.IsChanged).Select(day => day.Value.ToOperation(TrackDay.IdOf(day.Key), DayTimeToLive)));
        _stored.Clear();
        return operations;
    }

    protected override int RevisionOf(PendingPlay play) => play.Mark.CountRevision;

    protected override int Fitting(IReadOnlyList<PendingPlay> plays, int from)
    {
        // The counter, and each play's mark and day.
        var days = new HashSet<DateOnly>();
        var count = 0;
        while (from + count < plays.Count && 1 + count + 1 + days.Count + (days.Contains(plays[from + count].Day) ? 0 : 1) <= DocumentRules.MaxBatchOperations)
            days.Add(plays[from + count++].Day);
        return count;
    }

    private static DocumentOperation ToMark(string id, StoredDocument<TrackAggregate>? stored, Core.Telemetry.PlayMark mark)
    {
        var body = new TrackAggregate { Type = TrackAggregate.MarkType, Revision = mark.CountRevision, Counted = mark.IsCounted, Reason = mark.Excluded };
        var timeToLive = (mark.Exclusion is null ? SessionWork.TimeToLive : SessionWork.ExcludedTimeToLive) + PlayEffects.MarkMargin;
        return stored is null ? DocumentOperation.Create(id, body, timeToLive) : DocumentOperation.Replace(id, body, stored.ETag, timeToLive);
    }

    private DocumentOperation ToCounter(StoredDocument<TrackAggregate>? stored, int delta)
    {
        var count = (stored?.Value.Count ?? 0) + delta;
        Shards = shard == 0 ? Math.Max(stored?.Value.Shards ?? 1, CounterShards.ShardsFor(count)) : 1;
        var counter = new TrackAggregate { Type = TrackAggregate.CounterType, Count = count, Shards = Shards > 1 ? Shards : null };
        return stored is null
            ? DocumentOperation.Create(TrackAggregate.CounterId, counter)
            : DocumentOperation.Replace(TrackAggregate.CounterId, counter, stored.ETag);
    }
}
