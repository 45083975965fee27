namespace Spotify.Functions.Platform.Resilience;

/// <summary>What the application stands on and cannot answer for.</summary>
public enum Dependency
{
    /// <summary>The document store.</summary>
    Documents = 0,

    /// <summary>Both storage accounts, but for their keys.</summary>
    Blobs = 1,

    /// <summary>The hubs, as far as the application sends to them.</summary>
    Events = 2,

    /// <summary>The search index.</summary>
    Search = 3,

    /// <summary>The keys that addresses of blobs are signed with, where the accounts give them out.</summary>
    DelegationKey = 4,

    /// <summary>The edge that listeners fetch audio from.</summary>
    Edge = 5,

    /// <summary>The task hub, as far as the application asks its client to start, to find or to tell an orchestration.</summary>
    Orchestrations = 6,
}

/// <summary>The names of dependencies in metrics, settings and answers.</summary>
internal static class DependencyNames
{
    private static readonly string[] Names = ["documents", "blobs", "events", "search", "delegation_key", "edge", "orchestrations"];

    /// <summary>All dependencies.</summary>
    public static IReadOnlyList<Dependency> All { get; } = Enum.GetValues<Dependency>();

    /// <summary>A dependency's name, such as <c>delegation_key</c>.</summary>
    public static string NameOf(this Dependency dependency) => Names[(int)dependency];

    /// <summary>The dependency of a name, or null.</summary>
    public static Dependency? Find(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (Dependency)index : null;
}
