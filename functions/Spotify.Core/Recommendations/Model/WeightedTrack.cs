using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Model;

/// <summary>A track and what it weighs.</summary>
/// <param name="Track">The track.</param>
/// <param name="Weight">By <see cref="Snapshot.TasteWeight"/>.</param>
public readonly record struct WeightedTrack(TrackKey Track, float Weight);
