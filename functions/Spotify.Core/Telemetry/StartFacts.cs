using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>What a play takes from the request that its start came with: so that money never depends on what changes later.</summary>
public sealed record StartFacts
{
    /// <summary>The plan at that time.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The country at that time, ISO 3166-1 alpha-2.</summary>
    public required string Market { get; init; }

    /// <summary>The kind of device.</summary>
    public required DeviceType Device { get; init; }

    /// <summary>The device's own id; empty where the client did not say.</summary>
    public required string DeviceId { get; init; }

    /// <summary>When the request arrived, milliseconds since 1970.</summary>
    public required long ReceivedMs { get; init; }

    /// <summary>What to add to the client's times to have ours, milliseconds.</summary>
    public required long ClockOffsetMs { get; init; }

    /// <summary>Whether the device was offline at the start.</summary>
    public required bool Offline { get; init; }

    /// <summary>The kind of context; empty where none was given.</summary>
    public required string ContextType { get; init; }

    /// <summary>The context's id; empty where none was given.</summary>
    public required string ContextId { get; init; }

    /// <summary>The application's version as the client says; empty where it does not.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>A keyed hash of the network that the request came from, different each day; 0 where it is not known. Says that two callers share a network, never which.</summary>
    public ulong NetworkKey { get; init; }
}
