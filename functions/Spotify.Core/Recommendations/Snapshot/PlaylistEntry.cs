using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>A track on a playlist.</summary>
/// <param name="Playlist">A hash of which one, another in each run.</param>
/// <param name="Track">The track.</param>
public readonly record struct PlaylistEntry(ulong Playlist, TrackKey Track);
