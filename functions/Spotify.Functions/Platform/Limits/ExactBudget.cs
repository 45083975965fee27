namespace Spotify.Functions.Platform.Limits;

/// <summary>What this instance knows of a caller whose limit is exact: what it gave him itself, and until when the store will refuse him.</summary>
internal sealed class ExactBudget
{
    private readonly Lock _gate = new();
    private List<DateTimeOffset> _taken = [];
    private DateTimeOffset _refusedUntil;
    private LimitDecision _refusal;

    /// <summary>The refusal that still holds: who is refused costs the store nothing.</summary>
    public bool IsRefused(DateTimeOffset now, int cost, out LimitDecision refusal)
    {
        lock (_gate)
        {
            refusal = _refusal with { RetryAfter = _refusedUntil - now, Reset = _refusedUntil - now };
            return cost == 1 && now < _refusedUntil;
        }
    }

    /// <summary>Notes what the store decided.</summary>
    public void Note(LimitRule rule, LimitDecision decision, int cost, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (decision.IsAllowed)
                _ = ExactCount.TryTake(_taken, rule with { Requests = int.MaxValue }, now, cost, out _taken, out _);
            else if (cost == 1)
                (_refusedUntil, _refusal) = (now + decision.RetryAfter, decision);
        }
    }

    /// <summary>Gives the newest back; a refusal that counted with it holds no more.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            if (_taken.Count > 0)
                _taken.RemoveAt(_taken.Count - 1);
            _refusedUntil = default;
        }
    }

    /// <summary>Decides alone.</summary>
    public LimitDecision Take(LimitRule rule, int cost, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (ExactCount.TryTake(_taken, rule, now, cost, out var taken, out var decision))
                _taken = taken;
            return decision;
        }
    }
}
