namespace Spotify.Core.Telemetry;

/// <summary>Why an event of a request was refused. JSON: <c>EVENT_INVALID</c> and so on. Of several faults the first of this list is named.</summary>
public enum EventRejection
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>It is not a JSON object, or a field has a type that it never has.</summary>
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

    /// <summary><c>first_audio_ms</c>, <c>rebuffer_count</c> or <c>rebuffer_ms</c> is below zero, not a whole number, over a day, or over a million times.</summary>
    MetricInvalid = 10,

    /// <summary><c>error_code</c> is no text of 1 to 64 bytes, or not well-formed.</summary>
    CodeInvalid = 11,
}
