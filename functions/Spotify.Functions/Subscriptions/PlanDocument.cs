using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Subscriptions;

/// <summary>
/// Everything of a listener's plan: container <c>users</c>, partition user, id <see cref="Id"/>. It holds what happened, not what it comes to now: that depends on the clock.
/// </summary>
internal sealed record PlanDocument
{
    public const string Id = "plan";

    public string Type { get; init; } = "plan";

    public int V { get; init; } = 1;

    public PlanHistory History { get; init; } = new();

    /// <summary>The people of the listener's own family plan.</summary>
    public Family Family { get; init; } = new();

    /// <summary>The family plan that the listener is in.</summary>
    public FamilyMembership Membership { get; init; } = new();

    /// <summary>The country that licences use, where it was decided against the account's.</summary>
    public string? Country { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? CountryAt { get; init; }

    /// <summary>The country before.</summary>
    public string? CountryBefore { get; init; }

    /// <summary>The tier that instances have been told; null where none was.</summary>
    public Tier? AnnouncedTier { get; init; }

    /// <summary>The country that instances have been told; null where none was.</summary>
    public string? AnnouncedCountry { get; init; }

    /// <summary>The time of the last announcement: each is later than the one before, whatever the clocks of the instances say.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>When it changes by itself next: a reminder waits for that time.</summary>
    public DateTimeOffset? LookAt { get; init; }
}
