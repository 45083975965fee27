namespace Spotify.Functions.Telemetry;

/// <summary>
/// A session that could not be recorded for a reason of its own: a fault in it, or in what is stored of it, that a repeat would meet again. Trouble of the
/// store is never one of these.
/// </summary>
/// <param name="UserId">The listener.</param>
/// <param name="Session">The session.</param>
/// <param name="Reason">Why, for the operator.</param>
public sealed record SessionFault(string UserId, string Session, string Reason);
