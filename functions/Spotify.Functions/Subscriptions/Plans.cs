using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;

namespace Spotify.Functions.Subscriptions;

/// <summary>Plans as others see them, and the one door through which events reach them.</summary>
internal sealed class Plans(PlanKeeper keeper, Func<IAccounts?> accounts, TimeProvider time) : IPlans
{
    /// <inheritdoc/>
    public async ValueTask<PlanInfo> GetAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var plan = (await keeper.ReadAsync(userId, cancellationToken))?.Value ?? new PlanDocument();
        var country = plan.Country ?? (accounts() is { } known ? (await known.FindAsync(userId, cancellationToken))?.Country : null);
        var tier = await keeper.TierOfAsync(userId, plan, cancellationToken);
        var now = time.GetUtcNow();
        var state = plan.History.StateAt(now);
        var own = state.TierAt(now);
        var isMember = own == Tier.Free && tier == Tier.Family;
        return new PlanInfo(tier, country ?? "", isMember ? plan.Membership.Since!.Value : own == Tier.Free && state.Product != Tier.Free ? state.EndsAt : state.Since)
        {
            Product = own,
            Status = isMember ? PlanStatus.FamilyMember : StatusOf(state, own, now),
            PaidThrough = own is Tier.Free or Tier.Trial ? null : state.PaidThrough,
            EndsAt = own == Tier.Free ? null : state.EndsAt,
            StudentUntil = state.StudentUntil > now ? state.StudentUntil : null,
            IsTrialAvailable = !state.IsTrialUsed && own == Tier.Free,
            FamilyOwner = isMember ? plan.Membership.Owner : null,
        };
    }

    /// <summary>Takes an event into a plan; safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble: take it again.</exception>
    public async Task<PlanEventOutcome> ApplyAsync(string userId, PlanEvent happened, CancellationToken cancellationToken)
    {
        var outcome = PlanEventOutcome.Duplicate;
        await keeper.ChangeAsync(
            userId,
            plan =>
            {
                var history = plan.History.With(happened, out outcome);
                return outcome == PlanEventOutcome.Added ? plan with { History = history } : plan;
            },
            cancellationToken);
        return outcome;
    }

    private static PlanStatus StatusOf(PlanState state, Tier own, DateTimeOffset now) => own switch
    {
        Tier.Free => PlanStatus.Free,
        Tier.Trial => PlanStatus.Trial,
        _ when state.CancelledAt is not null => PlanStatus.Cancelled,
        _ when state.IsInGraceAt(now) => PlanStatus.Grace,
        _ => PlanStatus.Active,
    };
}
