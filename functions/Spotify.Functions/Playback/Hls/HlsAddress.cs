namespace Spotify.Functions.Playback.Hls;

/// <summary>Where a track's master playlist is, for players that can send no header.</summary>
/// <param name="Url">The address; it opens this track's playlists and nothing else.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
public sealed record HlsAddress(string Url, DateTime ExpiresAt);
