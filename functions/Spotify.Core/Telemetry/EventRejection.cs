namespace Spotify.Core.Telemetry;

/// <summary>Why an event of a request was refused. JSON: <c>EVENT_INVALID</c> and so on. Of several faults the first of this list is named.</summary>
public enum EventRejection
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>It is not a JSON object, or <c>offline</c>, <c>fatal</c> or <c>completed</c> is neither true nor false.</summary>
    EventInvalid = 1,

    /// <summary><c>id</c>, the client's idempotency key, is missing, empty, over 128 bytes, not well-formed UTF-8, or holds control characters.</summary>
    IdInvalid = 2,

    /// <summary><c>type</c> is missing or none that this API knows.</summary>
    TypeUnknown = 3,

    /// <summary><c>session</c> is missing, over 64 characters, or holds others than printable ASCII without <c>/ \ ? #</c>.</summary>
    SessionInvalid = 4,

    /// <summary><c>track</c> is no id: 22 characters of base62.</summary>
    TrackInvalid = 5,

    /// <summary><c>position_ms</c> or <c>from_ms</c> is below zero.</summary>
    PositionNegative = 6,

    /// <summary><c>position_ms</c> is missing, not a whole number, or over a day.</summary>
    PositionInvalid = 7,

    /// <summary><c>at</c> is no RFC 3339 time, or after correction of the client's clock older than 30 days or over five minutes in the future.</summary>
    TimeInvalid = 8,

    /// <summary><c>context</c> is not <c>{"type","id"}</c> with texts of at most 64 bytes.</summary>
    ContextInvalid = 9,

    /// <summary>
    /// A count or a measure is below zero, not a whole number, or over its bound (a day, a million times, 10,000 kbit/s), or a <c>quality</c> event has none.
    /// </summary>
    MetricInvalid = 10,

    /// <summary><c>error_code</c> is no text of 1 to 64 bytes, or not well-formed.</summary>
    CodeInvalid = 11,

    /// <summary><c>uri</c> is missing, is not <c>spotify:kind:id</c> of a kind that is known, or of a kind that this type of event is never about.</summary>
    UriInvalid = 12,

    /// <summary><c>action</c> is missing where there must be one, or not in the list of this type of event.</summary>
    ActionUnknown = 13,

    /// <summary><c>query</c> is missing, empty, over 256 bytes, not well-formed UTF-8, or holds control characters.</summary>
    QueryInvalid = 14,

    /// <summary><c>target</c> is no clean text of 1 to 128 bytes.</summary>
    TargetInvalid = 15,

    /// <summary><c>page</c> is missing, or no clean text of 1 to 64 bytes.</summary>
    PageInvalid = 16,

    /// <summary><c>message</c> is no clean text of 1 to 512 bytes.</summary>
    MessageInvalid = 17,

    /// <summary><c>ad</c> is missing or no clean text of 1 to 64 bytes, or <c>placement</c> is not in its list.</summary>
    AdInvalid = 18,

    /// <summary><c>network</c> is not in its list.</summary>
    NetworkUnknown = 19,
}
