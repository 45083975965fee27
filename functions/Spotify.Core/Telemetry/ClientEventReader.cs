using System.Text.Json;

namespace Spotify.Core.Telemetry;

/// <summary>
/// Reads single events, of whatever type, in one pass: fields come in any order, so each is read as it comes, and which of them the type has, must have
/// and may not have wrong is settled at the end. Remembers the last track, since the events of a play come together.
/// </summary>
internal ref struct ClientEventReader(EventRequest request)
{
    private const int MaxIdBytes = 128;
    private const int MaxSessionBytes = 64;
    private const int MaxNameBytes = 64;
    private const int MaxUriBytes = 96;
    private const int MaxTargetBytes = 128;
    private const int MaxQueryBytes = 256;
    private const int MaxMessageBytes = 512;
    private const int DayMs = 24 * 3600 * 1000;
    private const int MaxTimes = 1_000_000;
    private const int MaxKbps = 10_000;

    private readonly EventRequest _request = request;
    private readonly byte[] _body = request.Body;
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

        var (faults, seen) = (EventField.None, EventField.None);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EventFields.Of(ref reader);
            reader.Read();
            if (field != EventField.None)
            {
                // Whoever writes null has nothing to say; what must be there is missing then.
                seen = reader.TokenType == JsonTokenType.Null && (field & EventField.Nullable) != 0 ? seen & ~field : seen | field;
                faults |= field < EventField.Uri ? ReadField(ref reader, field, ref one) : ReadActivityField(ref reader, field, ref one);
            }

            // The rest of whatever container a field should not have been.
            reader.Skip();
        }

        one.Rejection = Judge(faults, seen, one);
        return one;
    }

    private readonly EventRejection Judge(EventField faults, EventField seen, in ClientEvent one)
    {
        var rules = EventRules.Of(one);
        faults |= rules.Required & ~seen;
        if (one.Activity != ActivityType.None)
            faults |= JudgeActivity(rules, seen, one);
        else if (one.PositionMs < 0 && one.Type != PlaybackEventType.Error && (faults & EventField.BelowZero) == 0)
            faults |= EventField.Position;
        faults &= rules.Allowed;
        return faults == EventField.None ? EventRejection.None : EventFields.FirstOf(faults);
    }

    private readonly EventField JudgeActivity(EventRules rules, EventField seen, in ClientEvent one)
    {
        var faults = EventField.None;
        ref readonly var fields = ref _request.DetailsOf(one);
        if ((seen & EventField.Uri) != 0 && (EventUri.KindOf(_request.Text(fields.Uri)) & rules.Uris) == 0)
            faults |= EventField.Uri;
        if ((seen & EventField.Action) != 0 && !rules.IsAction(_request.Text(fields.Action)))
            faults |= EventField.Action;
        if (one.Activity == ActivityType.Quality && (seen & (EventField.Metrics | EventField.Bitrate)) == 0)
            faults |= EventField.Bitrate;
        return faults;
    }

    private EventField ReadField(ref Utf8JsonReader reader, EventField field, ref ClientEvent one)
    {
        var good = false;
        switch (field)
        {
            case EventField.Id:
                one.Id = Slice(ref reader, MaxIdBytes);
                one.IdHash = StableHash.Of(_body.AsSpan(one.Id.Offset, one.Id.Length));
                good = one.Id.Length > 0;
                break;
            case EventField.Type:
                good = ReadType(ref reader, ref one);
                break;
            case EventField.Session:
                one.Session = Slice(ref reader, MaxSessionBytes);
                good = reader.TokenType == JsonTokenType.Null || IsSession(_body.AsSpan(one.Session.Offset, one.Session.Length));
                break;
            case EventField.Track:
                good = ReadTrack(ref reader, ref one);
                break;
            case EventField.Position:
                (one.PositionMs, var fault) = ReadPosition(ref reader, nullable: false);
                return fault;
            case EventField.From:
                (one.FromMs, fault) = ReadPosition(ref reader, nullable: true);
                return fault;
            case EventField.At:
                if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !EventTime.TryParse(reader.ValueSpan, out var at))
                    return field;
                one.AtMs = at;
                return EventField.None;
            case EventField.Offline:
                one.Offline = ReadFlag(ref reader, out good) ?? false;
                break;
            case EventField.FirstAudio:
                one.FirstAudioMs = ReadNumber(ref reader, DayMs, out good);
                break;
            case EventField.RebufferCount:
                one.RebufferCount = ReadNumber(ref reader, MaxTimes, out good);
                break;
            case EventField.Rebuffer:
                one.RebufferMs = ReadNumber(ref reader, DayMs, out good);
                break;
            case EventField.ErrorCode:
                one.ErrorCode = ReadText(ref reader, MaxNameBytes, out good);
                break;
            default:
                good = ReadContext(ref reader, ref one);
                break;
        }

        return good ? EventField.None : field;
    }

    private EventField ReadActivityField(ref Utf8JsonReader reader, EventField field, ref ClientEvent one)
    {
        ref var fields = ref _request.DetailsFor(ref one);
        bool good;
        switch (field)
        {
            case EventField.Uri:
                fields.Uri = ReadText(ref reader, MaxUriBytes, out good);
                break;
            case EventField.Action:
                fields.Action = ReadText(ref reader, MaxNameBytes, out good);
                break;
            case EventField.Query:
                fields.Query = ReadText(ref reader, MaxQueryBytes, out good);
                break;
            case EventField.Target:
                fields.Target = ReadText(ref reader, MaxTargetBytes, out good);
                break;
            case EventField.Page:
                fields.Page = ReadText(ref reader, MaxNameBytes, out good);
                break;
            case EventField.Message:
                fields.Message = ReadText(ref reader, MaxMessageBytes, out good);
                break;
            case EventField.Ad:
                fields.Ad = ReadText(ref reader, MaxNameBytes, out good);
                break;
            case EventField.Placement:
                fields.Placement = ReadText(ref reader, MaxNameBytes, out good);
                good = good && (fields.Placement.Length == 0 || EventRules.IsPlacement(_request.Text(fields.Placement)));
                break;
            case EventField.Network:
                fields.Network = ReadText(ref reader, MaxNameBytes, out good);
                good = good && (fields.Network.Length == 0 || EventRules.IsNetwork(_request.Text(fields.Network)));
                break;
            case EventField.Results:
                fields.Results = ReadNumber(ref reader, MaxTimes, out good);
                break;
            case EventField.Rank:
                fields.Rank = ReadNumber(ref reader, MaxTimes, out good);
                break;
            case EventField.Duration:
                fields.DurationMs = ReadNumber(ref reader, DayMs, out good);
                break;
            case EventField.Bitrate:
                fields.BitrateKbps = ReadNumber(ref reader, MaxKbps, out good);
                break;
            case EventField.Fatal:
                fields.Fatal = ReadFlag(ref reader, out good);
                break;
            default:
                fields.Completed = ReadFlag(ref reader, out good);
                break;
        }

        return good ? EventField.None : field;
    }

    private static bool ReadType(ref Utf8JsonReader reader, ref ClientEvent one)
    {
        (one.Type, one.Activity) = (default, default);
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        if (EventNames.TypeOf(reader.ValueSpan) is { } type)
            one.Type = type;
        else
            one.Activity = EventNames.ActivityOf(reader.ValueSpan);
        return one is not { Type: 0, Activity: ActivityType.None };
    }

    private bool ReadTrack(ref Utf8JsonReader reader, ref ClientEvent one)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        var text = reader.ValueSpan;
        if (!text.SequenceEqual(_body.AsSpan(_lastText.Offset, _lastText.Length)) || text.IsEmpty)
        {
            if (!TrackKey.TryParse(text, out _lastTrack))
            {
                _lastText = default;
                return false;
            }

            _lastText = new TextSlice((int)reader.TokenStartIndex + 1, text.Length);
        }

        one.Track = _lastTrack;
        return true;
    }

    private static (int Position, EventField Fault) ReadPosition(ref Utf8JsonReader reader, bool nullable)
    {
        if (nullable && reader.TokenType == JsonTokenType.Null)
            return (-1, EventField.None);
        if (reader.TokenType != JsonTokenType.Number)
            return (-1, EventField.Position);
        // The sign is judged first, so that -0.5 and -1e300 are named for what they are.
        if (reader.ValueSpan[0] == '-' && reader.ValueSpan.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0)
            return (-1, EventField.BelowZero);
        return reader.TryGetInt64(out var value) && value <= DayMs ? ((int)value, EventField.None) : (-1, EventField.Position);
    }

    private static int ReadNumber(ref Utf8JsonReader reader, int atMost, out bool good)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && value <= atMost)
        {
            good = true;
            return (int)value;
        }

        good = reader.TokenType == JsonTokenType.Null;
        return -1;
    }

    private static bool? ReadFlag(ref Utf8JsonReader reader, out bool good)
    {
        good = reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
    }

    private readonly TextSlice ReadText(ref Utf8JsonReader reader, int maxBytes, out bool good)
    {
        var text = Slice(ref reader, maxBytes);
        good = text.Length > 0 || reader.TokenType == JsonTokenType.Null;
        return text;
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
                var text = Slice(ref reader, MaxNameBytes);
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
            Span<byte> plain = stackalloc byte[MaxMessageBytes * 6];
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
}
