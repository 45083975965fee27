namespace Spotify.Functions.Subscriptions.Families;

/// <summary>What a listener is in a family plan. JSON: <c>none owner member</c>.</summary>
internal enum FamilyRole
{
    /// <summary>He is in none.</summary>
    None = 0,

    /// <summary>It is his.</summary>
    Owner = 1,

    /// <summary>He was invited.</summary>
    Member = 2,
}

/// <summary>A family plan as one of its people sees it: members know the owner alone.</summary>
/// <param name="Role">What the caller is in it.</param>
/// <param name="Owner">Whose plan it is; null where there is none.</param>
/// <param name="Since">Since when the caller is a member; null where he is none.</param>
/// <param name="MaxPeople">How many people may be in it, its owner among them.</param>
/// <param name="Members">Its members, for the owner alone.</param>
/// <param name="Invitations">The invitations that are out, for the owner alone.</param>
internal sealed record FamilyView(
    FamilyRole Role, string? Owner, DateTimeOffset? Since, int MaxPeople, IReadOnlyList<FamilyMemberView> Members, IReadOnlyList<FamilyInvitationView> Invitations);

/// <summary>A member.</summary>
/// <param name="Id">Who.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record FamilyMemberView(string Id, DateTimeOffset JoinedAt);

/// <summary>An invitation that is out.</summary>
/// <param name="Id">What it is taken back by; nobody joins with it.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record FamilyInvitationView(string Id, DateTimeOffset ExpiresAt);

/// <summary>An invitation that was given out.</summary>
/// <param name="Invitation">What the guest joins with. It is shown once.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record NewInvitationView(string Invitation, DateTimeOffset ExpiresAt);

/// <summary>The body of <c>POST /v1/me/family/join</c>.</summary>
/// <param name="Invitation">What the owner gave out.</param>
internal sealed record JoinFamilyBody(string Invitation);
