namespace Spotify.Core.Playback;

/// <summary>Whether a recording may be given to a listener, and if not, why not.</summary>
public enum RightsDecision
{
    /// <summary>A grant permits it now.</summary>
    Allowed = 0,

    /// <summary>No grant covers the listener's market, whatever the tier and the time, or none permits this use there.</summary>
    MarketRestricted = 1,

    /// <summary>In this market and at this time it is granted, but to another tier.</summary>
    TierRestricted = 2,

    /// <summary>Every window that could still permit it in this market begins later.</summary>
    NotYetReleased = 3,

    /// <summary>It was granted in this market, and every window has ended.</summary>
    TakenDown = 4,
}
