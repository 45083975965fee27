using Spotify.Core.Catalog;

namespace Spotify.Core.Subscriptions;

/// <summary>Which family plan a listener is in, and was in: the member's side. One change of family plan within twelve months, as families do not move every month.</summary>
public sealed record FamilyMembership
{
    /// <summary>How long after a change of family plan there is no other.</summary>
    public const int MonthsBetweenChanges = 12;

    /// <summary>The owner of the plan that the listener is in; null where he is in none.</summary>
    public string? Owner { get; init; }

    /// <summary>Since when he is in it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The plan that he was in last, by a hash of its owner: he may come back to it at any time, and nobody is named who may be gone.</summary>
    public string? LastFamily { get; init; }

    /// <summary>When he last joined another family plan than the one before.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When he may join another family plan than the last one; null for now.</summary>
    public DateTimeOffset? MayChangeAt(DateTimeOffset now) => ChangedAt is { } changed && changed.AddMonths(MonthsBetweenChanges) is var then && now < then ? then : null;

    /// <summary>Joins a plan.</summary>
    /// <param name="owner">The plan's owner.</param>
    /// <param name="self">The listener.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">The membership afterwards.</param>
    public FamilyOutcome Join(string owner, string self, DateTimeOffset now, out FamilyMembership next)
    {
        next = this;
        if (owner == self)
            return FamilyOutcome.IsOwner;
        if (Owner == owner)
            return FamilyOutcome.Unchanged;
        if (Owner is not null)
            return FamilyOutcome.InAnotherFamily;
        var family = SpotifyId.Derive("family", owner);
        var isChange = LastFamily is not null && LastFamily != family;
        if (isChange && MayChangeAt(now) is not null)
            return FamilyOutcome.ChangedRecently;
        next = this with { Owner = owner, Since = now, LastFamily = family, ChangedAt = isChange ? now : ChangedAt };
        return FamilyOutcome.Done;
    }

    /// <summary>Leaves a plan.</summary>
    /// <param name="owner">The plan's owner; null for whichever it is.</param>
    /// <param name="next">The membership afterwards.</param>
    public FamilyOutcome Leave(string? owner, out FamilyMembership next)
    {
        next = this;
        if (Owner is null || (owner is not null && Owner != owner))
            return FamilyOutcome.NoMember;
        next = this with { Owner = null, Since = null };
        return FamilyOutcome.Done;
    }
}
