namespace Spotify.Functions.Platform.Flags;

/// <summary>A feature that can be switched.</summary>
/// <param name="Name">Its name in routes and settings.</param>
/// <param name="Description">What goes when it is off.</param>
public sealed record FlagDefinition(string Name, string Description);

/// <summary>Every feature that can be switched: a closed list, so that a name that is mistyped is refused.</summary>
public static class FlagNames
{
    /// <summary>Searches; off, they are refused as under load.</summary>
    public const string Search = "search";

    /// <summary>Recommendations made for the moment; off, they are refused as under load.</summary>
    public const string Recommendations = "recommendations";

    /// <summary>The taste of the last seconds in recommendations; off, stored lists are served.</summary>
    public const string LiveTaste = "live-taste";

    /// <summary>Addresses through the edge; off, they lead to storage itself, and audio to a lower rung.</summary>
    public const string EdgeAddresses = "edge-addresses";

    /// <summary>Reading releases ahead before their embargo ends.</summary>
    public const string ReleaseWarming = "release-warming";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FlagDefinition> All { get; } =
    [
        new(EdgeAddresses, "Addresses through the edge; off, they lead to storage itself, and audio to a lower rung."),
        new(LiveTaste, "The taste of the last seconds in recommendations; off, lists that are stored are served."),
        new(Recommendations, "Recommendations; off, they are refused as under load."),
        new(ReleaseWarming, "Reading releases ahead before their embargo ends; off, the first listeners' requests fetch them."),
        new(Search, "Searches; off, they are refused as under load."),
    ];
}
