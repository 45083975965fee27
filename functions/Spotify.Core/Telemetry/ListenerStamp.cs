using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>Who sent events, as the token says; never the body.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Tier">The plan at that time.</param>
/// <param name="Market">The country at that time, ISO 3166-1 alpha-2.</param>
/// <param name="NetworkKey">A keyed hash of the network that the request came from; 0 where it is not known.</param>
public sealed record ListenerStamp(string UserId, Tier Tier, string Market, ulong NetworkKey = 0);
