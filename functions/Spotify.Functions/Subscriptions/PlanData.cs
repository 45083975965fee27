using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Subscriptions;

/// <summary>
/// What plans keep of a person outside his own partition: the reminder of his plan, and his name in the plans of a family. The plan itself is exported and removed with everything
/// else of his. Registered before the sweep of his partition, since it is the plan that says where to look.
/// </summary>
internal sealed class PlanData(PlanKeeper keeper, PlanReminders reminders) : IPersonalData
{
    /// <inheritdoc/>
    public string Name => PlanReminder.Kind;

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.System, PlanReminder.Kind)];

    /// <inheritdoc/>
    public IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, CancellationToken cancellationToken) => AsyncEnumerable.Empty<PersonalRecord>();

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        if (await keeper.ReadAsync(userId, cancellationToken) is not { Value: var plan })
            return 0;
        var removed = plan.LookAt is { } at && await reminders.TakeBackAsync(userId, at, cancellationToken) ? 1 : 0;
        if (plan.Membership.Owner is { } owner)
            await keeper.ChangeAsync(owner, one => one.Family.Remove(userId, out var next) == FamilyOutcome.Done ? one with { Family = next } : one, cancellationToken);
        foreach (var member in plan.Family.Members)
        {
            await keeper.ChangeAsync(
                member.UserId, one => one.Membership.Leave(userId, out var next) == FamilyOutcome.Done ? one with { Membership = next } : one, cancellationToken);
        }

        return removed;
    }
}
