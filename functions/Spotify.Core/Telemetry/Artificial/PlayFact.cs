namespace Spotify.Core.Telemetry.Artificial;

/// <summary>What the rules need to know of a play that counts, or did until a rule took it out.</summary>
public sealed record PlayFact
{
    /// <summary>The listener's pseudonym.</summary>
    public required string Listener { get; init; }

    /// <summary>The play's id.</summary>
    public required string PlayId { get; init; }

    /// <summary>The track.</summary>
    public required string Track { get; init; }

    /// <summary>The track's first artist; null where unknown.</summary>
    public string? Artist { get; init; }

    /// <summary>When it began, milliseconds since 1970.</summary>
    public required long StartMs { get; init; }

    /// <summary>How long it was heard, in milliseconds; of a play whose end is not known what it needs to count.</summary>
    public required long ListenedMs { get; init; }

    /// <summary>The track's length in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>The listener's device under its pseudonym; null where unknown.</summary>
    public string? Device { get; init; }

    /// <summary>The network, a keyed hash that holds for a day; null where unknown.</summary>
    public string? Network { get; init; }

    /// <summary>When the listener was first seen, milliseconds since 1970; null where unknown.</summary>
    public long? ListenerSinceMs { get; init; }

    /// <summary>Whether it was heard offline and reported later.</summary>
    public bool Offline { get; init; }
}
