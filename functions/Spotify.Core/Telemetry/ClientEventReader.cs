using System.Text.Json;

namespace Spotify.Core.Telemetry;

/// <summary>Reads single events. Remembers the last track, since the events of a play come together.</summary>
internal ref struct ClientEventReader(byte[] body)
{
    private const int MaxIdBytes = 128;
    private const int MaxSessionBytes = 64;
    private const int MaxContextBytes = 64;
    private const int MaxCodeBytes = 64;
    private const int MaxPositionMs = 24 * 3600 * 1000;
    private const int MaxTimes = 1_000_000;

    private readonly byte[] _body = body;
    private TextSlice _lastText;
    private TrackKey _lastTrack;

    /// <summary>Reads the value at which the reader stands, to its end.</summary>
    public ClientEvent Read(ref Utf8JsonReader reader)
    {
        var one = new ClientEvent { PositionMs = -1, FromMs = -1, FirstAudioMs = -1, RebufferCount = -1, RebufferMs = -1, AtMs = long.MinValue / 2 };
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            one.Rejection = EventRejection.EventInvalid;
            return one;
        }

        // One bit for each fault; the lowest is named.
        var faults = 0;
        var seen = Field.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            if (field != Field.None)
                faults |= Bit(ReadField(ref reader, field, ref one));
            seen |= field;
            // The rest of whatever container a field should not have been.
            reader.Skip();
        }

        one.Rejection = Judge(faults, seen, one);
        return one;
    }

    private static EventRejection Judge(int faults, Field seen, in ClientEvent one)
    {
        if (!seen.HasFlag(Field.Id))
            faults |= Bit(EventRejection.IdInvalid);
        if (!seen.HasFlag(Field.Type))
            faults |= Bit(EventRejection.TypeUnknown);
        if (!seen.HasFlag(Field.Session))
            faults |= Bit(EventRejection.SessionInvalid);
        if (!seen.HasFlag(Field.Track))
            faults |= Bit(EventRejection.TrackInvalid);
        if (one.PositionMs < 0 && one.Type != PlaybackEventType.Error && (faults & Bit(EventRejection.PositionNegative)) == 0)
            faults |= Bit(EventRejection.PositionInvalid);
        if (!seen.HasFlag(Field.At))
            faults |= Bit(EventRejection.TimeInvalid);
        faults &= ~1;
        return faults == 0 ? EventRejection.None : (EventRejection)int.TrailingZeroCount(faults);
    }

    private static int Bit(EventRejection fault) => 1 << (int)fault;

    private EventRejection ReadField(ref Utf8JsonReader reader, Field field, ref ClientEvent one)
    {
        switch (field)
        {
            case Field.Id:
                one.Id = Slice(ref reader, MaxIdBytes);
                one.IdHash = StableHash.Of(_body.AsSpan(one.Id.Offset, one.Id.Length));
                return one.Id.Length == 0 ? EventRejection.IdInvalid : EventRejection.None;
            case Field.Type:
                var type = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? EventNames.TypeOf(reader.ValueSpan) : null;
                one.Type = type ?? default;
                return type is null ? EventRejection.TypeUnknown : EventRejection.None;
            case Field.Session:
                one.Session = Slice(ref reader, MaxSessionBytes);
                return IsSession(_body.AsSpan(one.Session.Offset, one.Session.Length)) ? EventRejection.None : EventRejection.SessionInvalid;
            case Field.Track:
                return ReadTrack(ref reader, ref one);
            case Field.Position:
                (one.PositionMs, var fault) = ReadPosition(ref reader, nullable: false);
                return fault;
            case Field.From:
                (one.FromMs, fault) = ReadPosition(ref reader, nullable: true);
                return fault;
            case Field.At:
                if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !EventTime.TryParse(reader.ValueSpan, out var at))
                    return EventRejection.TimeInvalid;
                one.AtMs = at;
                return EventRejection.None;
            case Field.Offline:
                one.Offline = reader.TokenType == JsonTokenType.True;
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? EventRejection.None : EventRejection.EventInvalid;
            case Field.FirstAudio:
                one.FirstAudioMs = ReadMetric(ref reader, MaxPositionMs, out fault);
                return fault;
            case Field.RebufferCount:
                one.RebufferCount = ReadMetric(ref reader, MaxTimes, out fault);
                return fault;
            case Field.Rebuffer:
                one.RebufferMs = ReadMetric(ref reader, MaxPositionMs, out fault);
                return fault;
            case Field.ErrorCode:
                one.ErrorCode = Slice(ref reader, MaxCodeBytes);
                return one.ErrorCode.Length > 0 || reader.TokenType == JsonTokenType.Null ? EventRejection.None : EventRejection.CodeInvalid;
            default:
                return ReadContext(ref reader, ref one) ? EventRejection.None : EventRejection.ContextInvalid;
        }
    }

    private EventRejection ReadTrack(ref Utf8JsonReader reader, ref ClientEvent one)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return EventRejection.TrackInvalid;
        var text = reader.ValueSpan;
        if (!text.SequenceEqual(_body.AsSpan(_lastText.Offset, _lastText.Length)) || text.IsEmpty)
        {
            if (!TrackKey.TryParse(text, out _lastTrack))
            {
                _lastText = default;
                return EventRejection.TrackInvalid;
            }

            _lastText = new TextSlice((int)reader.TokenStartIndex + 1, text.Length);
        }

        one.Track = _lastTrack;
        return EventRejection.None;
    }

    private static (int Position, EventRejection Fault) ReadPosition(ref Utf8JsonReader reader, bool nullable)
    {
        if (nullable && reader.TokenType == JsonTokenType.Null)
            return (-1, EventRejection.None);
        if (reader.TokenType != JsonTokenType.Number)
            return (-1, EventRejection.PositionInvalid);
        // The sign is judged first, so that -0.5 and -1e300 are named for what they are.
        if (reader.ValueSpan[0] == '-' && reader.ValueSpan.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0)
            return (-1, EventRejection.PositionNegative);
        return reader.TryGetInt64(out var value) && value <= MaxPositionMs ? ((int)value, EventRejection.None) : (-1, EventRejection.PositionInvalid);
    }

    private static int ReadMetric(ref Utf8JsonReader reader, int atMost, out EventRejection fault)
    {
        fault = EventRejection.None;
        if (reader.TokenType == JsonTokenType.Null)
            return -1;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && value <= atMost)
            return (int)value;
        fault = EventRejection.MetricInvalid;
        return -1;
    }

    private bool ReadContext(ref Utf8JsonReader reader, ref ClientEvent one)
    {
        (one.ContextType, one.ContextId) = (default, default);
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        var good = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isId = !isType && reader.ValueTextEquals("id"u8);
            reader.Read();
            if ((isType || isId) && reader.TokenType != JsonTokenType.Null)
            {
                var text = Slice(ref reader, MaxContextBytes);
                good &= text.Length > 0;
                if (isType)
                    one.ContextType = text;
                else
                    one.ContextId = text;
            }

            reader.Skip();
        }

        return good;
    }

    /// <summary>The current string as a slice of the body, plain; empty when it is no string, too long or not clean.</summary>
    private readonly TextSlice Slice(ref Utf8JsonReader reader, int maxBytes)
    {
        if (reader.TokenType != JsonTokenType.String)
            return default;
        var start = (int)reader.TokenStartIndex + 1;
        var length = reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
        {
            if (length > maxBytes * 6)
                return default;
            Span<byte> plain = stackalloc byte[MaxIdBytes * 6];
            length = JsonText.Copy(ref reader, plain);
            if (length <= 0 || length > maxBytes)
                return default;
            // The reader is past these bytes; the plain form is never longer.
            plain[..length].CopyTo(_body.AsSpan(start));
        }

        return length <= maxBytes && JsonText.IsClean(_body.AsSpan(start, length)) ? new TextSlice(start, length) : default;
    }

    private static bool IsSession(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0 && text.IndexOfAny("/\\?#"u8) < 0;

    private static Field FieldOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return Field.None;
        var name = reader.ValueSpan;
        return name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Field.Id,
            2 when name.SequenceEqual("at"u8) => Field.At,
            4 when name.SequenceEqual("type"u8) => Field.Type,
            5 when name.SequenceEqual("track"u8) => Field.Track,
            7 when name.SequenceEqual("session"u8) => Field.Session,
            7 when name.SequenceEqual("from_ms"u8) => Field.From,
            7 when name.SequenceEqual("context"u8) => Field.Context,
            7 when name.SequenceEqual("offline"u8) => Field.Offline,
            10 when name.SequenceEqual("error_code"u8) => Field.ErrorCode,
            11 when name.SequenceEqual("rebuffer_ms"u8) => Field.Rebuffer,
            14 when name.SequenceEqual("first_audio_ms"u8) => Field.FirstAudio,
            14 when name.SequenceEqual("rebuffer_count"u8) => Field.RebufferCount,
            11 when name.SequenceEqual("position_ms"u8) => Field.Position,
            _ => Field.None,
        };
    }

    [Flags]
    private enum Field
    {
        None = 0,
        Id = 1,
        Type = 2,
        Session = 4,
        Track = 8,
        Position = 16,
        From = 32,
        At = 64,
        Offline = 128,
        Context = 256,
        FirstAudio = 512,
        RebufferCount = 1024,
        Rebuffer = 2048,
        ErrorCode = 4096,
    }
}
