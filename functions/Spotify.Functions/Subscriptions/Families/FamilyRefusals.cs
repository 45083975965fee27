using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary>Why something cannot be done with a family plan, in words.</summary>
internal static class FamilyRefusals
{
    /// <summary>The refusal; null where it was done, or was so already.</summary>
    public static IResult? For(FamilyOutcome outcome, DateTimeOffset? mayChangeAt = null) => outcome switch
    {
        FamilyOutcome.Done or FamilyOutcome.Unchanged => null,
        FamilyOutcome.Full => ApiErrors.Conflict("Six people are in the plan or invited: remove somebody, or take an invitation back."),
        FamilyOutcome.NoInvitation => ApiErrors.NotFound("There is no such invitation, or it has ended, or somebody has used it: ask the plan's owner for another."),
        FamilyOutcome.NoMember => ApiErrors.NotFound("There is no such member in the plan."),
        FamilyOutcome.NoFamilyPlan => ApiErrors.Forbidden(ErrorReason.TierRestricted, "This takes a family plan that has not ended."),
        FamilyOutcome.IsOwner => ApiErrors.Conflict("The owner of a plan is in it as long as it lasts: cancel the plan instead."),
        FamilyOutcome.InAnotherFamily => ApiErrors.Conflict("You are in another family plan: leave that first."),
        FamilyOutcome.ChangedRecently => ApiErrors.Conflict(mayChangeAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"Family plans can be changed once in twelve months: you may join another from {at.UtcDateTime:yyyy-MM-dd} on.")
            : "Family plans can be changed once in twelve months."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
