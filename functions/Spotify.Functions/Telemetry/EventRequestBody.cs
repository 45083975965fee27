namespace Spotify.Functions.Telemetry;

/// <summary>What <c>POST /v1/events</c> takes, for the API's description; it is read straight from its bytes, never into this.</summary>
/// <param name="Events">Up to a thousand events.</param>
/// <param name="Device">What plays.</param>
/// <param name="SentAt">The client's clock when it sent this; it corrects the events' times.</param>
/// <param name="Schema">The form of the request: 1.</param>
internal sealed record EventRequestBody(IReadOnlyList<ReportedEvent> Events, ReportingDevice? Device = null, DateTimeOffset? SentAt = null, int? Schema = null);

/// <summary>What plays.</summary>
/// <param name="Id">The client's name for the device, at most 64 bytes.</param>
/// <param name="Type">Such as <c>phone</c>.</param>
/// <param name="AppVersion">At most 32 bytes.</param>
internal sealed record ReportingDevice(string? Id = null, string? Type = null, string? AppVersion = null);

/// <summary>One thing that happened. Fields that its type does not know are ignored.</summary>
/// <param name="Id">The client's key: a repeat with the same key counts once.</param>
/// <param name="Type"><c>start progress pause resume seek skip complete error</c> of playback; <c>search share page_view library playlist follow block social</c>; <c>ad_impression client_error quality</c>.</param>
/// <param name="At">When, by the client's clock.</param>
/// <param name="Session">The client's name for the listening session; of playback.</param>
/// <param name="Track">The track; of playback.</param>
/// <param name="PositionMs">Where in the track; of playback.</param>
/// <param name="Context">What it was played from.</param>
/// <param name="Offline">Whether the device was offline.</param>
internal sealed record ReportedEvent(
    string Id, string Type, DateTimeOffset At, string? Session = null, string? Track = null, int? PositionMs = null, ReportedContext? Context = null, bool? Offline = null);

/// <summary>What a track was played from.</summary>
/// <param name="Type">Such as <c>playlist</c>.</param>
/// <param name="Id">Its id.</param>
internal sealed record ReportedContext(string Type, string Id);
