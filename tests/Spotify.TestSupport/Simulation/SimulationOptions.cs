namespace Spotify.TestSupport.Simulation;

/// <summary>What a simulation is made of; the same options give the same requests and the same truth, byte for byte.</summary>
public sealed record SimulationOptions
{
    /// <summary>Seeds everything.</summary>
    public int Seed { get; init; } = 20261120;

    /// <summary>How many listeners there are.</summary>
    public int Listeners { get; init; } = 50;

    /// <summary>Plays of a listener, on average; each has between half and one and a half times as many.</summary>
    public int PlaysEach { get; init; } = 40;

    /// <summary>Tracks that the catalogue knows.</summary>
    public int Tracks { get; init; } = 500;

    /// <summary>Nothing is played before.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Nothing is played or sent after.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Listeners whose lives are told at once: what <see cref="ListenerSimulation.Waves"/> holds in memory.</summary>
    public int Wave { get; init; } = 256;

    /// <summary>
    /// Whether listeners change plan and country on the way. Which one a play has is then decided by the first arrival of its start; consumers that read the same
    /// events in different orders cannot agree on it.
    /// </summary>
    public bool PlansChange { get; init; } = true;

    /// <summary>Whether devices of one listener call their sessions by the same names.</summary>
    public bool SharedSessionNames { get; init; } = true;

    /// <summary>Whether searches, shares and the like, advertisements and client errors are reported too.</summary>
    public bool OtherHubs { get; init; }
}
