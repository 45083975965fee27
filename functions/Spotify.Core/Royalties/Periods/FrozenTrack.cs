using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Periods;

/// <summary>What the catalogue said of a track when the month was frozen.</summary>
/// <param name="Track">The track.</param>
/// <param name="Artist">Its first artist's id; null where the catalogue did not have the track any more.</param>
/// <param name="DurationMs">Its length in milliseconds; 0 where the catalogue did not have it any more.</param>
/// <param name="IsNoise">Whether it is functional noise: rain, a fan, white noise.</param>
public sealed record FrozenTrack(TrackKey Track, string? Artist, long DurationMs, bool IsNoise);
