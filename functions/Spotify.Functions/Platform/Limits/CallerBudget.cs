namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// What this instance knows of one caller's budget: what it gave him itself, what of that the others have been told, and what they said they gave. It gives on
/// without asking as long as what it has not told stays under its permit; that is what bounds what all instances together can give above the limit.
/// </summary>
internal sealed class CallerBudget
{
    private static readonly RollingCount Nothing = new();

    private readonly Lock _gate = new();
    private readonly RollingCount _mine = new();
    private RollingCount? _told;
    private RollingCount? _others;
    private long _permit = -1;
    private Task? _sharing;

    /// <summary>Takes from the budget, or says that the others must be heard first.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="unshared">The most that may be given untold.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cost">How much.</param>
    /// <param name="isAlone">The others cannot be heard: this instance's knowledge decides.</param>
    /// <param name="decision">What came of it.</param>
    /// <returns>False where the others must be heard first; nothing was taken then.</returns>
    public bool TryTake(LimitRule rule, int unshared, DateTimeOffset now, int cost, bool isAlone, out LimitDecision decision)
    {
        lock (_gate)
        {
            MoveTo(RollingCount.SlotOf(now, rule.Window));
            var others = _others ?? Nothing;
            var used = _mine.Total + others.Total;
            if (used + cost > rule.Requests)
            {
                var wait = Wait(rule, now, others, used + cost - rule.Requests);
                decision = new LimitDecision(false, rule.Requests, (int)Math.Max(0, rule.Requests - used), Wait(rule, now, others, 1), wait);
                return true;
            }

            var untold = _mine.Total - (_told?.Total ?? 0);
            if (!isAlone && untold > 0 && untold + cost > (_permit < 0 ? unshared : _permit))
            {
                decision = default;
                return false;
            }

            _mine.Add(cost);
            decision = new LimitDecision(true, rule.Requests, (int)(rule.Requests - used - cost), Wait(rule, now, others, 1), TimeSpan.Zero);
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    public void GiveBack(LimitRule rule, DateTimeOffset now)
    {
        lock (_gate)
        {
            MoveTo(RollingCount.SlotOf(now, rule.Window));
            for (var slot = _mine.Latest; slot >= _mine.Oldest; slot--)
            {
                if (_mine.In(slot) == 0)
                    continue;
                _mine.Add(slot, -1);
                return;
            }
        }
    }

    /// <summary>The exchange under way; begins one where there is none, so that many requests of one caller wait for the same.</summary>
    public Task ShareAsync(Func<CallerBudget, Task> exchange)
    {
        lock (_gate)
        {
            if (_sharing is { IsCompleted: false })
                return _sharing;
            return _sharing = exchange(this);
        }
    }

    /// <summary>A copy of what this instance gave.</summary>
    public RollingCount Tell(LimitRule rule, DateTimeOffset now)
    {
        var copy = new RollingCount();
        lock (_gate)
        {
            MoveTo(RollingCount.SlotOf(now, rule.Window));
            copy.CopyFrom(_mine);
        }

        return copy;
    }

    /// <summary>Takes in what the others gave, and what is left is divided among those who give: each may give its part before it asks again.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="unshared">The most that may be given untold.</param>
    /// <param name="now">The moment.</param>
    /// <param name="told">What the others can know now.</param>
    /// <param name="others">What they have told.</param>
    public void Hear(LimitRule rule, int unshared, DateTimeOffset now, RollingCount told, IReadOnlyList<LimitCounts> others)
    {
        lock (_gate)
        {
            _told = told;
            (_others ??= new RollingCount()).Clear();
            MoveTo(RollingCount.SlotOf(now, rule.Window));
            var instances = 1;
            foreach (var other in others)
            {
                var before = _others.Total;
                other.AddTo(_others);
                instances += _others.Total > before ? 1 : 0;
            }

            _permit = Math.Clamp((rule.Requests - _mine.Total - _others.Total) / instances, 1, unshared);
        }
    }

    private void MoveTo(long slot)
    {
        _mine.MoveTo(slot);
        _told?.MoveTo(_mine.Latest);
        _others?.MoveTo(_mine.Latest);
    }

    // Until so much of what is used has come back.
    private TimeSpan Wait(LimitRule rule, DateTimeOffset now, RollingCount others, long needed)
    {
        var free = 0L;
        for (var slot = _mine.Oldest; slot <= _mine.Latest; slot++)
        {
            free += _mine.In(slot) + others.In(slot);
            if (free >= needed)
                return RollingCount.Leaves(slot, rule.Window) - now;
        }

        return rule.Window;
    }
}
