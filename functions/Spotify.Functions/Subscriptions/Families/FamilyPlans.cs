using System.Security.Cryptography;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary>
/// Family plans: two documents, the owner's and the member's, that no store writes together. A membership holds where both say so; what only one of them says is on its way or
/// was broken off, and is mended by whoever does it again.
/// </summary>
public sealed class FamilyPlans
{
    /// <summary>How long a seat is held for somebody whose own document does not say yet that he joined.</summary>
    public static readonly TimeSpan JoinsWithin = TimeSpan.FromMinutes(10);

    private const char Separator = '.';

    private readonly IDocumentStore _documents;
    private readonly PlanKeeper _keeper;
    private readonly TimeProvider _time;

    internal FamilyPlans(IDocumentStore documents, PlanKeeper keeper, TimeProvider time) => (_documents, _keeper, _time) = (documents, keeper, time);

    /// <summary>The family of a listener: his own where he owns one, otherwise the one that he is in.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<FamilyView> GetAsync(string userId, CancellationToken cancellationToken)
    {
        var plan = (await _keeper.ReadAsync(userId, cancellationToken))?.Value ?? new PlanDocument();
        var now = _time.GetUtcNow();
        if (plan.History.TierAt(now) == Tier.Family)
        {
            var members = await ConfirmedAsync(userId, plan.Family, cancellationToken);
            return new FamilyView(
                FamilyRole.Owner,
                userId,
                null,
                Family.MaxPeople,
                [.. plan.Family.Members.Where(member => members.Contains(member.UserId)).Select(member => new FamilyMemberView(member.UserId, member.JoinedAt))],
                [.. plan.Family.InvitationsAt(now).Select(one => new FamilyInvitationView(one.Key, one.ExpiresAt))]);
        }

        var tier = await _keeper.TierOfAsync(userId, plan, cancellationToken);
        return tier == Tier.Family
            ? new FamilyView(FamilyRole.Member, plan.Membership.Owner, plan.Membership.Since, Family.MaxPeople, [], [])
            : new FamilyView(FamilyRole.None, null, null, Family.MaxPeople, [], []);
    }

    /// <summary>Gives out an invitation to the caller's own family plan.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<FamilyInvite> InviteAsync(string owner, CancellationToken cancellationToken)
    {
        await PruneAsync(owner, cancellationToken);
        var secret = SpotifyId.FromBytes(RandomNumberGenerator.GetBytes(16));
        var now = _time.GetUtcNow();
        var outcome = await ChangeFamilyAsync(owner, (Family family, out Family next) => family.Invite(KeyOf(secret), now, out next), cancellationToken);
        return new FamilyInvite(outcome, outcome == FamilyOutcome.Done ? $"{secret}{Separator}{owner}" : "", now + Family.InvitationLifetime);
    }

    /// <summary>Takes an invitation back.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task<FamilyOutcome> WithdrawAsync(string owner, string key, CancellationToken cancellationToken) =>
        ChangeFamilyAsync(owner, (Family family, out Family next) => family.Withdraw(key, _time.GetUtcNow(), out next), cancellationToken);

    /// <summary>Joins the plan of an invitation; safe to repeat.</summary>
    /// <exception cref="TransientException">The store is in trouble: join again, the seat is held.</exception>
    internal async Task<FamilyOutcome> JoinAsync(string userId, string invitation, CancellationToken cancellationToken)
    {
        if (invitation.Length < SpotifyId.Length + 2 || invitation[SpotifyId.Length] != Separator || !SpotifyId.IsValid(invitation.AsSpan(0, SpotifyId.Length)))
            return FamilyOutcome.NoInvitation;
        var (secret, owner) = (invitation[..SpotifyId.Length], invitation[(SpotifyId.Length + 1)..]);
        if (!DocumentRules.IsValidPartitionKey(owner))
            return FamilyOutcome.NoInvitation;
        // Looked at before anything is written: a guest who may not join must not use up the invitation.
        var now = _time.GetUtcNow();
        var membership = (await _keeper.ReadAsync(userId, cancellationToken))?.Value.Membership ?? new FamilyMembership();
        if (membership.Join(owner, userId, now, out _) is var may and not (FamilyOutcome.Done or FamilyOutcome.Unchanged))
            return may;
        await PruneAsync(owner, cancellationToken);
        var seat = await ChangeFamilyAsync(owner, (Family family, out Family next) => family.Accept(KeyOf(secret), userId, now, out next), cancellationToken);
        if (seat is not (FamilyOutcome.Done or FamilyOutcome.Unchanged))
            return seat;
        var joined = await ChangeMembershipAsync(userId, (FamilyMembership mine, out FamilyMembership next) => mine.Join(owner, userId, now, out next), cancellationToken);
        if (joined is not (FamilyOutcome.Done or FamilyOutcome.Unchanged))
            await ChangeFamilyAsync(owner, (Family family, out Family next) => family.Remove(userId, out next), cancellationToken, isPlanNeeded: false);
        return joined == FamilyOutcome.Unchanged ? seat : joined;
    }

    /// <summary>Takes a member out of a plan, at its owner's word or the member's own; safe to repeat.</summary>
    /// <exception cref="TransientException">The store is in trouble: do it again.</exception>
    internal async Task<FamilyOutcome> RemoveAsync(string owner, string member, CancellationToken cancellationToken)
    {
        if (owner == member)
            return FamilyOutcome.IsOwner;
        if (!DocumentRules.IsValidPartitionKey(member))
            return FamilyOutcome.NoMember;
        // The member's side first: with it goes what he may hear.
        var left = await ChangeMembershipAsync(member, (FamilyMembership mine, out FamilyMembership next) => mine.Leave(owner, out next), cancellationToken);
        var removed = await ChangeFamilyAsync(owner, (Family family, out Family next) => family.Remove(member, out next), cancellationToken, isPlanNeeded: false);
        return left == FamilyOutcome.Done ? left : removed;
    }

    /// <summary>Leaves the plan that the caller is in; safe to repeat.</summary>
    /// <exception cref="TransientException">The store is in trouble: do it again.</exception>
    internal async Task<FamilyOutcome> LeaveAsync(string userId, CancellationToken cancellationToken)
    {
        if (await _keeper.ReadAsync(userId, cancellationToken) is not { Value: var plan })
            return FamilyOutcome.NoMember;
        if (plan.Membership.Owner is { } owner)
            return await RemoveAsync(owner, userId, cancellationToken);
        return plan.History.TierAt(_time.GetUtcNow()) == Tier.Family ? FamilyOutcome.IsOwner : FamilyOutcome.NoMember;
    }

    /// <summary>When a listener may join another family plan; null for now.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<DateTimeOffset?> MayChangeAtAsync(string userId, CancellationToken cancellationToken) =>
        (await _keeper.ReadAsync(userId, cancellationToken))?.Value.Membership.MayChangeAt(_time.GetUtcNow());

    private static string KeyOf(string secret) => SpotifyId.Derive("family-invitation", secret);

    private async Task<FamilyOutcome> ChangeFamilyAsync(string owner, FamilyChange change, CancellationToken cancellationToken, bool isPlanNeeded = true)
    {
        var outcome = FamilyOutcome.NoFamilyPlan;
        await _keeper.ChangeAsync(
            owner,
            plan =>
            {
                outcome = FamilyOutcome.NoFamilyPlan;
                if (isPlanNeeded && plan.History.TierAt(_time.GetUtcNow()) != Tier.Family)
                    return plan;
                outcome = change(plan.Family, out var next);
                return outcome == FamilyOutcome.Done ? plan with { Family = next } : plan;
            },
            cancellationToken);
        return outcome;
    }

    private async Task<FamilyOutcome> ChangeMembershipAsync(string userId, MembershipChange change, CancellationToken cancellationToken)
    {
        var outcome = FamilyOutcome.NoMember;
        await _keeper.ChangeAsync(
            userId,
            plan =>
            {
                outcome = change(plan.Membership, out var next);
                return outcome == FamilyOutcome.Done ? plan with { Membership = next } : plan;
            },
            cancellationToken);
        return outcome;
    }

    /// <summary>Frees the seats of those who did not come.</summary>
    private async Task PruneAsync(string owner, CancellationToken cancellationToken)
    {
        if (await _keeper.ReadAsync(owner, cancellationToken) is not { Value.Family: { Members.Count: > 0 } family })
            return;
        var confirmed = await ConfirmedAsync(owner, family, cancellationToken);
        var late = _time.GetUtcNow() - JoinsWithin;
        foreach (var member in family.Members.Where(member => !confirmed.Contains(member.UserId) && member.JoinedAt < late))
            await ChangeFamilyAsync(owner, (Family now, out Family next) => now.Remove(member.UserId, out next), cancellationToken, isPlanNeeded: false);
    }

    private async Task<HashSet<string>> ConfirmedAsync(string owner, Family family, CancellationToken cancellationToken)
    {
        var keys = family.Members.Select(member => new DocumentKey(member.UserId, PlanDocument.Id)).ToList();
        var plans = keys.Count == 0 ? [] : await _documents.ReadManyAsync<PlanDocument>(DocumentContainer.Users, keys, cancellationToken);
        return [.. family.Members.Where((_, i) => plans[i]?.Value.Membership.Owner == owner).Select(member => member.UserId)];
    }

    private delegate FamilyOutcome FamilyChange(Family family, out Family next);

    private delegate FamilyOutcome MembershipChange(FamilyMembership membership, out FamilyMembership next);
}

/// <summary>An invitation that was given out, or why not.</summary>
/// <param name="Outcome">Whether it was.</param>
/// <param name="Code">What the guest joins with; empty where there is none.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record FamilyInvite(FamilyOutcome Outcome, string Code, DateTimeOffset ExpiresAt);
