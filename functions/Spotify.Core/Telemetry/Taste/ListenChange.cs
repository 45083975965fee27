namespace Spotify.Core.Telemetry.Taste;

/// <summary>How a play changed in a week of a history.</summary>
/// <param name="Before">What was there; null where it is new.</param>
/// <param name="After">What is there now; null where it was taken out.</param>
public readonly record struct ListenChange(Listen? Before, Listen? After);
