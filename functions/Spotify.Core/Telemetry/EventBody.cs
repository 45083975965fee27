namespace Spotify.Core.Telemetry;

/// <summary>A body for a hub: one caller's events.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="Events">How many events it holds.</param>
public readonly record struct EventBody(ReadOnlyMemory<byte> Bytes, int Events);
