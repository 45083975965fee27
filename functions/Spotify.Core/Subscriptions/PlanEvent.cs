using Spotify.Core.Playback;

namespace Spotify.Core.Subscriptions;

/// <summary>What may happen to a plan. Of events at the same moment the smaller value comes first.</summary>
public enum PlanEventType
{
    /// <summary>A plan begins.</summary>
    Started = 0,

    /// <summary>Another product from now on.</summary>
    Changed = 1,

    /// <summary>The listener is a student until a date.</summary>
    StudentVerified = 2,

    /// <summary>A month, or the time up to a date, is paid.</summary>
    Paid = 3,

    /// <summary>The plan is not renewed.</summary>
    Cancelled = 4,
}

/// <summary>Something that happened to a listener's plan. Events may arrive late, twice and in any order: only what they say counts.</summary>
public sealed record PlanEvent
{
    /// <summary>Tells one event from another; who sent it made it.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required PlanEventType Type { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The product that it is about.</summary>
    public Tier Product { get; init; }

    /// <summary>Up to when: what is paid, a trial, a verification, a cancelled plan. Null for the usual time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Where it was paid, ISO 3166-1 alpha-2; null where nobody says.</summary>
    public string? Country { get; init; }

    /// <summary>Whether a trial is refused, since another account had one with the same payment instrument.</summary>
    public bool IsTrialRefused { get; init; }
}
