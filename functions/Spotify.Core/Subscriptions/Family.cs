namespace Spotify.Core.Subscriptions;

/// <summary>Whether something could be done with a family plan. JSON: <c>done unchanged full not_an_owner ...</c>.</summary>
public enum FamilyOutcome
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>It is so already.</summary>
    Unchanged = 1,

    /// <summary>There are six people already, those counted who have been invited.</summary>
    Full = 2,

    /// <summary>There is no such invitation, or it has ended, or somebody has used it.</summary>
    NoInvitation = 3,

    /// <summary>Nobody of this name is a member.</summary>
    NoMember = 4,

    /// <summary>The plan is no family plan, or has ended.</summary>
    NoFamilyPlan = 5,

    /// <summary>The owner cannot join his own plan, nor leave it.</summary>
    IsOwner = 6,

    /// <summary>The listener is a member of another family plan: leave that first.</summary>
    InAnotherFamily = 7,

    /// <summary>The listener changed family plans within the last twelve months.</summary>
    ChangedRecently = 8,
}

/// <summary>The people of a family plan, beside its owner: the owner's side.</summary>
public sealed record Family
{
    /// <summary>People of a plan, its owner among them.</summary>
    public const int MaxPeople = 6;

    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    /// <summary>Those who joined, and have not left.</summary>
    public IReadOnlyList<FamilyMember> Members { get; init; } = [];

    /// <summary>What was given out; those that have ended go with the next change.</summary>
    public IReadOnlyList<FamilyInvitation> Invitations { get; init; } = [];

    /// <summary>Whether a user is a member.</summary>
    public bool Has(string userId) => Members.Any(member => member.UserId == userId);

    /// <summary>The invitations that are good at a time.</summary>
    public IEnumerable<FamilyInvitation> InvitationsAt(DateTimeOffset now) => Invitations.Where(one => now < one.ExpiresAt);

    /// <summary>Gives out an invitation.</summary>
    /// <param name="key">What the invitation is known by: a hash of the secret that goes to the guest.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">The family afterwards.</param>
    public FamilyOutcome Invite(string key, DateTimeOffset now, out Family next)
    {
        next = WithoutEnded(now);
        if (1 + next.Members.Count + next.Invitations.Count >= MaxPeople)
            return FamilyOutcome.Full;
        next = next with { Invitations = [.. next.Invitations, new FamilyInvitation(key, now + InvitationLifetime)] };
        return FamilyOutcome.Done;
    }

    /// <summary>Takes a guest in, and the invitation away.</summary>
    /// <param name="key">The invitation.</param>
    /// <param name="userId">The guest.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">The family afterwards.</param>
    public FamilyOutcome Accept(string key, string userId, DateTimeOffset now, out Family next)
    {
        next = WithoutEnded(now);
        if (next.Has(userId))
            return FamilyOutcome.Unchanged;
        if (next.Invitations.FirstOrDefault(one => one.Key == key) is not { } invitation)
            return FamilyOutcome.NoInvitation;
        if (1 + next.Members.Count >= MaxPeople)
            return FamilyOutcome.Full;
        next = next with { Invitations = [.. next.Invitations.Where(one => one != invitation)], Members = [.. next.Members, new FamilyMember(userId, now)] };
        return FamilyOutcome.Done;
    }

    /// <summary>Takes an invitation back.</summary>
    /// <param name="key">The invitation.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">The family afterwards.</param>
    public FamilyOutcome Withdraw(string key, DateTimeOffset now, out Family next)
    {
        next = WithoutEnded(now);
        if (!next.Invitations.Any(one => one.Key == key))
            return FamilyOutcome.NoInvitation;
        next = next with { Invitations = [.. next.Invitations.Where(one => one.Key != key)] };
        return FamilyOutcome.Done;
    }

    /// <summary>Takes a member out.</summary>
    /// <param name="userId">The member.</param>
    /// <param name="next">The family afterwards.</param>
    public FamilyOutcome Remove(string userId, out Family next)
    {
        next = Has(userId) ? this with { Members = [.. Members.Where(member => member.UserId != userId)] } : this;
        return ReferenceEquals(next, this) ? FamilyOutcome.NoMember : FamilyOutcome.Done;
    }

    private Family WithoutEnded(DateTimeOffset now) =>
        Invitations.All(one => now < one.ExpiresAt) ? this : this with { Invitations = [.. InvitationsAt(now)] };
}

/// <summary>A member of a family plan.</summary>
/// <param name="UserId">Who.</param>
/// <param name="JoinedAt">Since when.</param>
public sealed record FamilyMember(string UserId, DateTimeOffset JoinedAt);

/// <summary>An invitation to a family plan.</summary>
/// <param name="Key">A hash of the secret that goes to the guest.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record FamilyInvitation(string Key, DateTimeOffset ExpiresAt);
