using System.Text;
using System.Text.Json;

namespace Spotify.Core.Telemetry;

/// <summary>
/// Reads a request of events straight from its bytes, without an object for each event. Strict about what it knows, blind to fields it does not know;
/// an event that is wrong is marked and never spoils its neighbours. Never throws, whatever the bytes.
/// </summary>
public static class EventRequestReader
{
    /// <summary>How deep a body may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>The newest form of a request that this code knows; what a request is of that does not say.</summary>
    public const int Schema = 1;

    private const int MaxNameBytes = 64;
    private const int MaxVersionBytes = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a body into a request.</summary>
    /// <param name="body">The bytes; the request keeps the array and writes plain texts over escaped ones.</param>
    /// <param name="length">How many of them are the body.</param>
    /// <param name="request">Where to; what it held before is gone.</param>
    public static EventRequestOutcome Read(byte[] body, int length, EventRequest request)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(request);
        request.Reset(body);
        try
        {
            var reader = new Utf8JsonReader(body.AsSpan(0, length), Options);
            var outcome = ReadEnvelope(ref reader, request);
            // Reading on to the end finds what is wrong behind the object.
            return outcome != EventRequestOutcome.Read || !reader.Read() ? outcome : EventRequestOutcome.NotJson;
        }
        catch (JsonException)
        {
            return EventRequestOutcome.NotJson;
        }
    }

    private static EventRequestOutcome ReadEnvelope(ref Utf8JsonReader reader, EventRequest request)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return EventRequestOutcome.NoEvents;
        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var outcome = EventRequestOutcome.Read;
            if (reader.ValueTextEquals("events"u8))
            {
                reader.Read();
                outcome = seen ? EventRequestOutcome.NoEvents : ReadEvents(ref reader, request);
                seen = true;
            }
            else if (reader.ValueTextEquals("device"u8))
            {
                reader.Read();
                outcome = ReadDevice(ref reader, request);
            }
            else if (reader.ValueTextEquals("sent_at"u8))
            {
                reader.Read();
                outcome = ReadSentAt(ref reader, request);
            }
            else if (reader.ValueTextEquals("schema"u8))
            {
                reader.Read();
                outcome = ReadSchema(ref reader);
            }
            else
            {
                reader.Skip();
            }

            if (outcome != EventRequestOutcome.Read)
                return outcome;
        }

        return seen ? EventRequestOutcome.Read : EventRequestOutcome.NoEvents;
    }

    private static EventRequestOutcome ReadEvents(ref Utf8JsonReader reader, EventRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return EventRequestOutcome.NoEvents;
        var events = new ClientEventReader(request);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!request.TryAdd(events.Read(ref reader)))
                return EventRequestOutcome.TooManyEvents;
        }

        return EventRequestOutcome.Read;
    }

    private static EventRequestOutcome ReadSchema(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return EventRequestOutcome.Read;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var schema) || schema < 1)
            return EventRequestOutcome.SchemaInvalid;
        return schema > Schema ? EventRequestOutcome.SchemaUnknown : EventRequestOutcome.Read;
    }

    private static EventRequestOutcome ReadSentAt(ref Utf8JsonReader reader, EventRequest request)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return EventRequestOutcome.Read;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !EventTime.TryParse(reader.ValueSpan, out var sent))
            return EventRequestOutcome.SentAtInvalid;
        request.SentAtMs = sent;
        return EventRequestOutcome.Read;
    }

    private static EventRequestOutcome ReadDevice(ref Utf8JsonReader reader, EventRequest request)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return EventRequestOutcome.Read;
        if (reader.TokenType != JsonTokenType.StartObject)
            return EventRequestOutcome.DeviceInvalid;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isType = !isId && reader.ValueTextEquals("type"u8);
            var isVersion = !isId && !isType && reader.ValueTextEquals("app_version"u8);
            reader.Read();
            if (!isId && !isType && !isVersion)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType == JsonTokenType.Null)
                continue;
            if (ReadName(ref reader, isVersion ? MaxVersionBytes : MaxNameBytes) is not { } text)
                return EventRequestOutcome.DeviceInvalid;
            if (isId)
                request.DeviceId = text;
            else if (isVersion)
                request.AppVersion = text;
            else
                request.Device = EventNames.DeviceOf(text);
        }

        return EventRequestOutcome.Read;
    }

    private static string? ReadName(ref Utf8JsonReader reader, int maxBytes)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > MaxNameBytes * 6)
            return null;
        Span<byte> text = stackalloc byte[MaxNameBytes * 6];
        var length = JsonText.Copy(ref reader, text);
        return length > 0 && length <= maxBytes && JsonText.IsClean(text[..length]) ? Encoding.UTF8.GetString(text[..length]) : null;
    }
}
