using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// Counts here, and shares with the other instances as little as bounds the error allow. A caller who uses less than <see cref="LimitOptions.UnsharedPercent"/> of a
/// limit on this instance costs no read and no write. Beyond that the instance tells what it gave him and hears what the others did, and may then give its part of what
/// is left before it does so again. With N instances and a share of U requests, all together give a caller less than limit + N x U in any window,
/// and one instance alone never more than the limit. Limits of a few requests are exact over all instances. While the store is away: N x limit.
/// </summary>
internal sealed class RateLimiter : IRateLimiter
{
    private readonly LimitStore _store;
    private readonly TimeProvider _time;
    private readonly LimitRule[] _rules;
    private readonly int[] _unshared;
    private readonly CallerTable<CallerBudget>[] _budgets;
    private readonly CallerTable<ExactBudget>[] _exact;

    public RateLimiter(LimitStore store, IOptions<LimitOptions> options, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _rules = [.. Enum.GetValues<LimitKind>().Select(kind => LimitRule.Of(kind, options.Value))];
        _unshared = [.. _rules.Select(rule => rule.Unshared(options.Value.UnsharedPercent))];
        _budgets = [.. _rules.Select(rule => new CallerTable<CallerBudget>(rule.Window, options.Value.RememberedCallers))];
        _exact = [.. _rules.Select(rule => new CallerTable<ExactBudget>(rule.Window, options.Value.RememberedCallers))];
    }

    public ValueTask<LimitDecision> TakeAsync(LimitKind kind, string caller, int cost = 1, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        var rule = _rules[(int)kind];
        if (rule.IsOff)
            return new(LimitDecision.Unlimited);
        var now = _time.GetUtcNow();
        if (rule.IsExact)
            return TakeExactAsync(rule, caller, _exact[(int)kind].Of(caller, now), cost, now, cancellationToken);
        var budget = _budgets[(int)kind].Of(caller, now);
        return budget.TryTake(rule, _unshared[(int)kind], now, cost, _store.IsAway(now), out var decision)
            ? new(decision)
            : TakeSharedAsync(rule, caller, budget, cost, cancellationToken);
    }

    public async ValueTask GiveBackAsync(LimitKind kind, string caller, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(caller);
        var rule = _rules[(int)kind];
        if (rule.IsOff)
            return;
        var now = _time.GetUtcNow();
        if (!rule.IsExact)
        {
            _budgets[(int)kind].Of(caller, now).GiveBack(rule, now);
            return;
        }

        if (!_store.IsAway(now))
            await _store.GivePlaceBackAsync(rule, caller).WaitAsync(cancellationToken);
        _exact[(int)kind].Of(caller, now).GiveBack();
    }

    private async ValueTask<LimitDecision> TakeSharedAsync(LimitRule rule, string caller, CallerBudget budget, int cost, CancellationToken cancellationToken)
    {
        var unshared = _unshared[(int)rule.Kind];
        while (true)
        {
            await budget.ShareAsync(mine => _store.ExchangeAsync(rule, caller, mine, unshared)).WaitAsync(cancellationToken);
            // Others of the same caller may have used the new permit meanwhile; each round lets one through at least.
            var now = _time.GetUtcNow();
            if (budget.TryTake(rule, unshared, now, cost, _store.IsAway(now), out var decision))
                return decision;
        }
    }

    private async ValueTask<LimitDecision> TakeExactAsync(LimitRule rule, string caller, ExactBudget budget, int cost, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (budget.IsRefused(now, cost, out var refusal))
            return refusal;
        if (_store.IsAway(now) || await _store.TakePlaceAsync(rule, caller, cost).WaitAsync(cancellationToken) is not { } decision)
            return budget.Take(rule, cost, _time.GetUtcNow());
        budget.Note(rule, decision, cost, _time.GetUtcNow());
        return decision;
    }
}
