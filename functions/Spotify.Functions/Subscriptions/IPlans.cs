using Spotify.Core;
using Spotify.Core.Playback;

namespace Spotify.Functions.Subscriptions;

/// <summary>What listeners have subscribed to.</summary>
public interface IPlans
{
    /// <summary>A listener's plan as it is now. Reads the store, so it is for issuing tokens and for showing it, never for playing.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The plan; free where he never had one.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<PlanInfo> GetAsync(string userId, CancellationToken cancellationToken = default);
}

/// <summary>A listener's plan.</summary>
/// <param name="Tier">What he may hear: his own plan's, or that of the family he is in.</param>
/// <param name="Country">The country that licences use, ISO 3166-1 alpha-2; empty where nothing is known.</param>
/// <param name="Since">Since when it is this plan.</param>
public sealed record PlanInfo(Tier Tier, string Country, DateTimeOffset Since)
{
    /// <summary>The product that the listener himself has, whatever his family has.</summary>
    public Tier Product { get; init; }

    /// <summary>Where the plan stands.</summary>
    public PlanStatus Status { get; init; }

    /// <summary>Up to when it is paid; null where nothing was.</summary>
    public DateTimeOffset? PaidThrough { get; init; }

    /// <summary>When it ends if nothing else happens; null for free, which does not end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Up to when the listener is a verified student; null where he is none.</summary>
    public DateTimeOffset? StudentUntil { get; init; }

    /// <summary>Whether he may still have a trial.</summary>
    public bool IsTrialAvailable { get; init; }

    /// <summary>The owner of the family plan that he is a member of; null where he is in none.</summary>
    public string? FamilyOwner { get; init; }
}

/// <summary>Where a plan stands. JSON: <c>free active trial grace cancelled family_member</c>.</summary>
public enum PlanStatus
{
    /// <summary>There is none.</summary>
    Free = 0,

    /// <summary>It is paid and will be renewed.</summary>
    Active = 1,

    /// <summary>It is on trial.</summary>
    Trial = 2,

    /// <summary>A payment is late: it goes on for a few days.</summary>
    Grace = 3,

    /// <summary>It was cancelled and goes on to its end.</summary>
    Cancelled = 4,

    /// <summary>Somebody else's family plan.</summary>
    FamilyMember = 5,
}
