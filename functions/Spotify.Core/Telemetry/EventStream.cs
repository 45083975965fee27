namespace Spotify.Core.Telemetry;

/// <summary>Where events go: apart, so that a flood of one kind never delays another.</summary>
public enum EventStream
{
    /// <summary>Playback: what is paid.</summary>
    Plays = 0,

    /// <summary>What listeners do beside listening: search, share, pages, library, follow, playlists, social.</summary>
    Activity = 1,

    /// <summary>How clients fare: errors, quality of experience, advertisements shown.</summary>
    Diagnostics = 2,
}
