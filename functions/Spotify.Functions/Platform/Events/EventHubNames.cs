using Spotify.Core.Telemetry;

namespace Spotify.Functions.Platform.Events;

/// <summary>The hubs: apart, so that a flood on one never delays another.</summary>
public static class EventHubNames
{
    /// <summary>Playback: what is paid.</summary>
    public const string Plays = "plays";

    /// <summary>Search, share, page views, library, follow, playlist, social.</summary>
    public const string Activity = "activity";

    /// <summary>Client errors, quality of experience, advertisements shown.</summary>
    public const string Diagnostics = "diagnostics";

    /// <summary>What is new, changed or gone in the catalogue; no events of users, and not in the archive.</summary>
    public const string Catalog = "catalog";

    /// <summary>Whose lists of recommendations are written; not in the archive.</summary>
    public const string Recommendations = "recommendations";

    /// <summary>The hub of a stream of events.</summary>
    public static string Of(EventStream stream) => stream switch
    {
        EventStream.Plays => Plays,
        EventStream.Activity => Activity,
        _ => Diagnostics,
    };

    /// <summary>The connection setting that every trigger and producer of a hub uses.</summary>
    public const string Connection = "EventHubs";
}
