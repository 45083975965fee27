using System.Text.Json;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>
/// Rows of the hubs <c>activity</c> and <c>diagnostics</c>, whose bodies are JSON with known fields in them: each field of an event becomes one of its row, so
/// that a new one needs no change here; one within an object takes the object's name before its own.
/// </summary>
internal static class JsonRows
{
    private static readonly HashSet<string> Reserved =
    [
        ArchiveRows.WriterName, ArchiveRows.SequenceName, ArchiveRows.IndexName, "hub", "received_at", "listener", "tier", "market", "device", "device_type", "app_version",
        "event_id", "at_corrected", "date", "hour", "user",
    ];

    public static string? FindUser(ReadOnlySpan<byte> body)
    {
        try
        {
            return TryReadHead(body, out var head) ? head.User : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static int? Write(ArchiveRows rows, string hub, ReceiptKey key, ReadOnlySpan<byte> body, ArchivedListener listener)
    {
        try
        {
            return TryReadHead(body, out var head) ? WriteEvents(rows, hub, key, body[head.Events..], head, new RowText(listener, head.DeviceId)) : null;
        }
        // No JSON, or a text that is not Unicode.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryReadHead(ReadOnlySpan<byte> body, out Head head)
    {
        head = new Head();
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name, reader.TokenType)
            {
                case ("v", JsonTokenType.Number): head.Version = reader.TryGetInt32(out var version) ? version : 0; break;
                case ("user", JsonTokenType.String): head.User = reader.GetString(); break;
                case ("tier", JsonTokenType.String): head.Tier = reader.GetString(); break;
                case ("market", JsonTokenType.String): head.Market = reader.GetString(); break;
                case ("received_at", _): head.ReceivedAt = TimeOf(ref reader); break;
                case ("clock_offset_ms", JsonTokenType.Number): head.ClockOffsetMs = reader.TryGetInt64(out var offset) ? offset : 0; break;
                case ("device", JsonTokenType.StartObject): ReadDevice(ref reader, ref head); break;
                case ("events", JsonTokenType.StartArray): head.Events = (int)reader.TokenStartIndex; reader.Skip(); break;
                default: reader.Skip(); break;
            }
        }

        return head.Version == 1 && !string.IsNullOrEmpty(head.User) && head.ReceivedAt is not null && head.Events > 0
            && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private static void ReadDevice(ref Utf8JsonReader reader, ref Head head)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name, reader.TokenType)
            {
                case ("id", JsonTokenType.String): head.DeviceId = reader.GetString()!; break;
                case ("type", JsonTokenType.String): head.DeviceType = reader.GetString(); break;
                case ("app_version", JsonTokenType.String): head.AppVersion = reader.GetString(); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static int? WriteEvents(ArchiveRows rows, string hub, ReceiptKey key, ReadOnlySpan<byte> events, in Head head, RowText text)
    {
        var reader = new Utf8JsonReader(events, isFinalBlock: false, state: default);
        reader.Read();
        var index = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var json = rows.BeginRow(key, index++);
            WriteHead(json, hub, head, text);
            if (!WriteFields(json, ref reader, "", head, text))
                return null;
            rows.EndRow();
        }

        return reader.TokenType == JsonTokenType.EndArray ? index : null;
    }

    private static void WriteHead(Utf8JsonWriter json, string hub, in Head head, RowText text)
    {
        json.WriteString("hub"u8, hub);
        json.WriteString("received_at"u8, head.ReceivedAt!.Value.UtcDateTime);
        json.WriteString("listener"u8, text.Pseudonym);
        WriteText(json, "tier", head.Tier, text);
        WriteText(json, "market", head.Market, text);
        WriteText(json, "device", text.Device, text);
        WriteText(json, "device_type", head.DeviceType, text);
        WriteText(json, "app_version", head.AppVersion, text);
    }

    private static bool WriteFields(Utf8JsonWriter json, ref Utf8JsonReader reader, string prefix, in Head head, RowText text)
    {
        var isShare = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = prefix + reader.GetString();
            reader.Read();
            isShare |= name == "type" && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("share"u8);
            if (name == "id")
                name = "event_id";
            else if (Reserved.Contains(name))
                name = "";
            switch (reader.TokenType)
            {
                case JsonTokenType.String or JsonTokenType.Number when name == "at":
                    if (TimeOf(ref reader) is not { } at || !WriteTimes(json, at, head.ClockOffsetMs))
                        return false;
                    break;
                case JsonTokenType.String when name.Length > 0:
                    WriteValue(json, name, reader.GetString()!, isShare, text);
                    break;
                case JsonTokenType.Number when name.Length > 0:
                    json.WritePropertyName(name);
                    json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
                case JsonTokenType.True or JsonTokenType.False when name.Length > 0:
                    json.WriteBoolean(name, reader.TokenType == JsonTokenType.True);
                    break;
                case JsonTokenType.StartObject when name.Length > 0 && prefix.Length == 0:
                    WriteFields(json, ref reader, name + "_", head, text);
                    break;
                default:
                    if (!reader.TrySkip())
                        return false;
                    break;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    // A target is another user, but that a share may go through a channel, whose name is a word.
    private static void WriteValue(Utf8JsonWriter json, string name, string value, bool isShare, RowText text) => json.WriteString(
        name, name == "target" && !value.Contains(':', StringComparison.Ordinal) && (!isShare || Catalog.SpotifyId.IsValid(value)) ? text.OtherUser(value) : text.CleanUri(value));

    private static void WriteText(Utf8JsonWriter json, string name, string? value, RowText text)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, text.Clean(value));
    }

    private static bool WriteTimes(Utf8JsonWriter json, DateTimeOffset at, long offsetMs)
    {
        var corrected = at.ToUnixTimeMilliseconds() + offsetMs;
        if (corrected < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || corrected > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        json.WriteString("at"u8, at.UtcDateTime);
        json.WriteString("at_corrected"u8, DateTimeOffset.FromUnixTimeMilliseconds(corrected).UtcDateTime);
        return true;
    }

    private static DateTimeOffset? TimeOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.TryGetDateTimeOffset(out var time) ? time : null;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var ms)
            && ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;
    }

    private record struct Head
    {
        public Head()
        {
        }

        public int Version { get; set; }

        public string? User { get; set; }

        public string? Tier { get; set; }

        public string? Market { get; set; }

        public string DeviceId { get; set; } = "";

        public string? DeviceType { get; set; }

        public string? AppVersion { get; set; }

        public DateTimeOffset? ReceivedAt { get; set; }

        public long ClockOffsetMs { get; set; }

        /// <summary>Where the list of events begins.</summary>
        public int Events { get; set; }
    }
}
