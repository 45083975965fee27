using Spotify.Core.Playback;

namespace Spotify.Functions.Subscriptions;

/// <summary>A listener's plan as <c>GET /v1/me/plan</c> shows it.</summary>
/// <param name="Tier">What he may hear.</param>
/// <param name="Product">His own product, whatever his family has.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Country">The country that licences use.</param>
/// <param name="Since">Since when; null where he never had a plan.</param>
/// <param name="PaidThrough">Up to when it is paid.</param>
/// <param name="EndsAt">When it ends if nothing else happens.</param>
/// <param name="StudentUntil">Up to when he is a verified student.</param>
/// <param name="TrialAvailable">Whether he may still have a trial.</param>
/// <param name="FamilyOwner">The owner of the family plan that he is a member of.</param>
internal sealed record PlanView(
    Tier Tier,
    Tier Product,
    PlanStatus Status,
    string? Country,
    DateTimeOffset? Since,
    DateTimeOffset? PaidThrough,
    DateTimeOffset? EndsAt,
    DateTimeOffset? StudentUntil,
    bool TrialAvailable,
    string? FamilyOwner)
{
    public static PlanView Of(PlanInfo plan) => new(
        plan.Tier,
        plan.Product,
        plan.Status,
        plan.Country.Length == 0 ? null : plan.Country,
        plan.Since == default ? null : plan.Since,
        plan.PaidThrough,
        plan.EndsAt,
        plan.StudentUntil,
        plan.IsTrialAvailable,
        plan.FamilyOwner);
}
