namespace Spotify.Core.Telemetry;

/// <summary>What clients report beside playback. JSON: snake_case. From <see cref="AdImpression"/> on they are diagnostics.</summary>
public enum ActivityType
{
    /// <summary>It is a playback event.</summary>
    None = 0,

    /// <summary>The listener searched.</summary>
    Search = 1,

    /// <summary>The listener shared something.</summary>
    Share = 2,

    /// <summary>The listener looked at a page.</summary>
    PageView = 3,

    /// <summary>Something came into the listener's library, or left it.</summary>
    Library = 4,

    /// <summary>The listener worked on a playlist.</summary>
    Playlist = 5,

    /// <summary>The listener follows somebody or something, or does no longer.</summary>
    Follow = 6,

    /// <summary>The listener wants no more of somebody or something, or takes that back.</summary>
    Block = 7,

    /// <summary>The listener did something with others.</summary>
    Social = 8,

    /// <summary>An advertisement was shown or heard.</summary>
    AdImpression = 9,

    /// <summary>The client met an error of its own.</summary>
    ClientError = 10,

    /// <summary>How well playback went, measured by the client.</summary>
    Quality = 11,
}
