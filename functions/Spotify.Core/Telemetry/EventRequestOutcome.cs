namespace Spotify.Core.Telemetry;

/// <summary>How reading a request ended.</summary>
public enum EventRequestOutcome
{
    /// <summary>It was read; its events have their own outcomes.</summary>
    Read = 0,

    /// <summary>The body is not JSON, or nested deeper than 32.</summary>
    NotJson = 1,

    /// <summary>The body is no object with a list <c>events</c>, or a field of it comes twice.</summary>
    NoEvents = 2,

    /// <summary>There are over a thousand events.</summary>
    TooManyEvents = 3,

    /// <summary><c>device</c> is not <c>{"id","type","app_version"}</c> with texts of at most 64 bytes, the version of at most 32.</summary>
    DeviceInvalid = 4,

    /// <summary><c>sent_at</c> is no RFC 3339 time.</summary>
    SentAtInvalid = 5,

    /// <summary><c>schema</c> is no whole number from 1 on.</summary>
    SchemaInvalid = 6,

    /// <summary><c>schema</c> is of a later version than this code knows.</summary>
    SchemaUnknown = 7,
}
