namespace Spotify.Functions.Telemetry;

/// <summary>
/// A session that could not be recorded for a reason of its own: a fault in it, or in what is stored of it, that a repeat would meet again. Trouble of the
/// store is never one of these.
/// </summary>
/// <param name="UserId">The listener.</param>
/// <param name="DeviceId">The device; empty where the client does not say.</param>
/// <param name="Session">The session, the client's own name for it.</param>
/// <param name="Reason">Why, for the operator.</param>
public sealed record SessionFault(string UserId, string DeviceId, string Session, string Reason);
