namespace Spotify.TestSupport.Simulation;

/// <summary>One event as a client reports it, its time by the true clock.</summary>
public sealed record SimulatedEvent
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required long AtMs { get; init; }

    /// <summary>Which hub takes it.</summary>
    public string Hub { get; init; } = SimulatedHubs.Plays;

    /// <summary>Null where there is none, and then of no play.</summary>
    public string? Session { get; init; }

    public string? Track { get; init; }

    /// <summary>Null where an error gives none.</summary>
    public int? PositionMs { get; init; }

    /// <summary>Where a seek began; null where the client does not say.</summary>
    public int? FromMs { get; init; }

    public bool Offline { get; init; }

    public string ContextType { get; init; } = "";

    public string ContextId { get; init; } = "";

    /// <summary>Further fields, of events of the other hubs.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>Why the service must refuse it; null for what must be accepted.</summary>
    public string? Rejection { get; init; }
}

/// <summary>The hubs that events go to.</summary>
public static class SimulatedHubs
{
    public const string Plays = "plays";

    public const string Activity = "activity";

    public const string Diagnostics = "diagnostics";
}
