namespace Spotify.Functions.Platform.Resilience.Faults;

/// <summary>What goes wrong with a dependency.</summary>
public enum FaultKind
{
    /// <summary>Calls wait first, and then go on as always.</summary>
    Slow = 0,

    /// <summary>A part of the calls fails at once, as a throttle or a server's own fault does.</summary>
    Erring = 1,

    /// <summary>Every call fails at once, as where nobody listens.</summary>
    Down = 2,

    /// <summary>Every call waits until its time is up, as where packets are lost.</summary>
    Silent = 3,
}

/// <summary>A fault that is put on a dependency on purpose.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Delay">How long calls wait; for <see cref="FaultKind.Slow"/> alone.</param>
/// <param name="Share">Which part of the calls meets it, above 0 and at most 1; the others go on as always.</param>
public sealed record Fault(FaultKind Kind, TimeSpan Delay = default, double Share = 1);
