using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Subscriptions;

/// <summary>
/// Changes plans, and sees to it that every instance hears what comes of it. A reminder is left before the change is stored and the change is marked as told after it was
/// told, so that whoever dies between leaves something that the next run of <see cref="SettleDuePlans"/> finishes.
/// </summary>
internal sealed class PlanKeeper(IDocumentStore documents, PlanReminders reminders, IAccountChanges changes, TimeProvider time)
{
    private const int MaxRounds = 20;

    /// <summary>A plan as it is stored; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public ValueTask<StoredDocument<PlanDocument>?> ReadAsync(string userId, CancellationToken cancellationToken) =>
        documents.ReadAsync<PlanDocument>(DocumentContainer.Users, userId, PlanDocument.Id, cancellationToken);

    /// <summary>What a listener has now: his own plan, or that of the family he is in.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async ValueTask<Tier> TierOfAsync(string userId, PlanDocument plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var own = plan.History.TierAt(now);
        if (own != Tier.Free || plan.Membership.Owner is not { } owner)
            return own;
        // Both sides must say so: a member who was taken out on one side only has left.
        return await ReadAsync(owner, cancellationToken) is { Value: var family } && family.Family.Has(userId) && family.History.TierAt(now) == Tier.Family ? Tier.Family : Tier.Free;
    }

    /// <summary>Changes a plan, tells every instance where the tier or the country is another now, and the members of a family plan too.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="change">Makes the plan another, or gives it back as it is; called again when somebody else was first.</param>
    /// <param name="cancellationToken">Stops the work; a repeat, or a reminder, finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public Task ChangeAsync(string userId, Func<PlanDocument, PlanDocument> change, CancellationToken cancellationToken) => ChangeAsync(userId, change, [], cancellationToken);

    /// <summary>Looks whether a plan has changed by itself, or was changed and not told.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public Task SettleAsync(string userId, CancellationToken cancellationToken) => ChangeAsync(userId, plan => plan, [], cancellationToken);

    // Families may be members of one another: whoever is being told is not told again on the way.
    private async Task ChangeAsync(string userId, Func<PlanDocument, PlanDocument> change, HashSet<string> underway, CancellationToken cancellationToken)
    {
        underway.Add(userId);
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await ReadAsync(userId, cancellationToken);
            var before = stored?.Value ?? new PlanDocument();
            var changed = change(before);
            if (stored is null && ReferenceEquals(changed, before))
                return;
            var turn = changed.History.NextTurn(time.GetUtcNow());
            var after = turn == changed.LookAt ? changed : changed with { LookAt = turn };
            var isNews = await IsNewsAsync(userId, after, cancellationToken);
            if (!ReferenceEquals(after, before))
            {
                if (isNews)
                    await reminders.LeaveAsync(userId, time.GetUtcNow(), cancellationToken);
                if (turn is { } at && at != before.LookAt)
                    await reminders.LeaveAsync(userId, at, cancellationToken);
                var write = stored is null ? DocumentOperation.Create(PlanDocument.Id, after) : DocumentOperation.Replace(PlanDocument.Id, after, stored.ETag);
                if (!(await documents.WriteAsync(DocumentContainer.Users, userId, write, cancellationToken)).IsWritten)
                    continue;
            }

            if (isNews)
                await TellAsync(userId, underway, cancellationToken);
            return;
        }

        throw new TransientException("Others kept writing to the plan first.");
    }

    private async ValueTask<bool> IsNewsAsync(string userId, PlanDocument plan, CancellationToken cancellationToken) =>
        await TierOfAsync(userId, plan, cancellationToken) != (plan.AnnouncedTier ?? Tier.Free) || plan.Country != plan.AnnouncedCountry;

    private async Task TellAsync(string userId, HashSet<string> underway, CancellationToken cancellationToken)
    {
        // What was announced and could not be marked was perhaps of a plan that is no more: then the plan of now is announced behind it, come what may.
        var isOpen = false;
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await ReadAsync(userId, cancellationToken) is not { } stored)
                return;
            var plan = stored.Value;
            var tier = await TierOfAsync(userId, plan, cancellationToken);
            if (!isOpen && tier == (plan.AnnouncedTier ?? Tier.Free) && plan.Country == plan.AnnouncedCountry)
                return;
            var now = time.GetUtcNow();
            var at = plan.AnnouncedAt is { } last && now <= last ? last.AddMilliseconds(1) : now;
            await changes.AnnounceAsync(new AccountChange(userId, at) { Tier = PlanNames.Of(tier), Country = plan.Country }, cancellationToken);
            // Members have what their owner has: they are told before the owner counts as told.
            foreach (var member in plan.Family.Members.Where(member => !underway.Contains(member.UserId)))
                await ChangeAsync(member.UserId, one => one, underway, cancellationToken);
            var told = plan with { AnnouncedTier = tier, AnnouncedCountry = plan.Country, AnnouncedAt = at };
            if ((await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Replace(PlanDocument.Id, told, stored.ETag), cancellationToken)).IsWritten)
                return;
            isOpen = true;
        }

        throw new TransientException("Others kept writing to the plan first.");
    }
}
