namespace Spotify.Core.Telemetry;

/// <summary>What a player reports. JSON: the names in lower case. The numbers are written to the hub and to stored sessions: never renumber.</summary>
public enum PlaybackEventType
{
    /// <summary>Playback of a track began; every play begins with one.</summary>
    Start = 1,

    /// <summary>It goes on; sent about every 30 s.</summary>
    Progress = 2,

    /// <summary>The listener paused.</summary>
    Pause = 3,

    /// <summary>The listener went on after a pause.</summary>
    Resume = 4,

    /// <summary>The listener jumped to <c>position_ms</c>, from <c>from_ms</c> where the client says so.</summary>
    Seek = 5,

    /// <summary>The listener left the track before its end.</summary>
    Skip = 6,

    /// <summary>The track was played to its end.</summary>
    Complete = 7,

    /// <summary>Playback failed.</summary>
    Error = 8,
}
