using System.Text.Json;

namespace Spotify.Core.Telemetry;

/// <summary>The names of fields on the wire, and the names of what may be wrong with them.</summary>
internal static class EventFields
{
    /// <summary>The field whose name the reader stands at; none for a name that nobody knows.</summary>
    public static EventField Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return EventField.None;
        var name = reader.ValueSpan;
        return name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => EventField.Id,
            2 when name.SequenceEqual("at"u8) => EventField.At,
            2 when name.SequenceEqual("ad"u8) => EventField.Ad,
            3 when name.SequenceEqual("uri"u8) => EventField.Uri,
            4 when name.SequenceEqual("type"u8) => EventField.Type,
            4 when name.SequenceEqual("rank"u8) => EventField.Rank,
            4 when name.SequenceEqual("page"u8) => EventField.Page,
            5 when name.SequenceEqual("track"u8) => EventField.Track,
            5 when name.SequenceEqual("query"u8) => EventField.Query,
            5 when name.SequenceEqual("fatal"u8) => EventField.Fatal,
            6 when name.SequenceEqual("action"u8) => EventField.Action,
            6 when name.SequenceEqual("target"u8) => EventField.Target,
            7 when name.SequenceEqual("session"u8) => EventField.Session,
            7 when name.SequenceEqual("context"u8) => EventField.Context,
            7 when name.SequenceEqual("offline"u8) => EventField.Offline,
            7 when name.SequenceEqual("from_ms"u8) => EventField.From,
            7 when name.SequenceEqual("results"u8) => EventField.Results,
            7 when name.SequenceEqual("message"u8) => EventField.Message,
            7 when name.SequenceEqual("network"u8) => EventField.Network,
            9 when name.SequenceEqual("placement"u8) => EventField.Placement,
            9 when name.SequenceEqual("completed"u8) => EventField.Completed,
            10 when name.SequenceEqual("error_code"u8) => EventField.ErrorCode,
            11 when name.SequenceEqual("position_ms"u8) => EventField.Position,
            11 when name.SequenceEqual("rebuffer_ms"u8) => EventField.Rebuffer,
            11 when name.SequenceEqual("duration_ms"u8) => EventField.Duration,
            12 when name.SequenceEqual("bitrate_kbps"u8) => EventField.Bitrate,
            14 when name.SequenceEqual("first_audio_ms"u8) => EventField.FirstAudio,
            14 when name.SequenceEqual("rebuffer_count"u8) => EventField.RebufferCount,
            _ => EventField.None,
        };
    }

    /// <summary>Of several fields that are wrong, the first in the list of <see cref="EventRejection"/>.</summary>
    public static EventRejection FirstOf(EventField faults)
    {
        var first = EventRejection.None;
        for (var rest = (uint)faults; rest != 0; rest &= rest - 1)
        {
            var one = RejectionOf((EventField)(rest & (0 - rest)));
            if (first == EventRejection.None || one < first)
                first = one;
        }

        return first;
    }

    private static EventRejection RejectionOf(EventField field) => field switch
    {
        EventField.Id => EventRejection.IdInvalid,
        EventField.Type => EventRejection.TypeUnknown,
        EventField.Session => EventRejection.SessionInvalid,
        EventField.Track => EventRejection.TrackInvalid,
        EventField.BelowZero => EventRejection.PositionNegative,
        EventField.Position or EventField.From => EventRejection.PositionInvalid,
        EventField.At => EventRejection.TimeInvalid,
        EventField.Context => EventRejection.ContextInvalid,
        EventField.ErrorCode => EventRejection.CodeInvalid,
        EventField.Uri => EventRejection.UriInvalid,
        EventField.Action => EventRejection.ActionUnknown,
        EventField.Query => EventRejection.QueryInvalid,
        EventField.Target => EventRejection.TargetInvalid,
        EventField.Page => EventRejection.PageInvalid,
        EventField.Message => EventRejection.MessageInvalid,
        EventField.Ad or EventField.Placement => EventRejection.AdInvalid,
        EventField.Network => EventRejection.NetworkUnknown,
        EventField.Offline or EventField.Fatal or EventField.Completed => EventRejection.EventInvalid,
        _ => EventRejection.MetricInvalid,
    };
}
