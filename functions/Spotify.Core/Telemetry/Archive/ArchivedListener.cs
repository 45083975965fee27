namespace Spotify.Core.Telemetry.Archive;

/// <summary>A listener as rows name one.</summary>
/// <param name="UserId">The user; in no row.</param>
/// <param name="Pseudonym">What stands in rows.</param>
/// <param name="KeyOf">The pseudonym of something of the listener's, by its kind and its own name.</param>
public sealed record ArchivedListener(string UserId, string Pseudonym, Func<string, string, string> KeyOf);
