namespace Spotify.Core.Playback;

/// <summary>What a listener wants to do with a recording. In a <see cref="RightsGrant"/>: <c>stream</c>, <c>download</c>.</summary>
public enum RightsUse
{
    /// <summary>Listen online.</summary>
    Stream = 0,

    /// <summary>Keep a copy for listening offline.</summary>
    Download = 1,
}
