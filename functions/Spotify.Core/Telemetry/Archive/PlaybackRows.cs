using System.Text.Json;
using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>Rows of the hub <c>plays</c>, from the packed form.</summary>
internal static class PlaybackRows
{
    private static readonly string[] Tiers = Array.ConvertAll(Enum.GetNames<Tier>(), name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    public static string? FindUser(ReadOnlySpan<byte> body)
    {
        var reader = new CompactReader(body);
        if (reader.Byte() != EventBatchWriter.Magic || reader.Byte() is < EventBatchWriter.FirstVersion or > EventBatchWriter.Version)
            return null;
        var user = reader.Text();
        return reader.Failed || user.Length == 0 ? null : user;
    }

    public static int? Write(ArchiveRows rows, string hub, ReceiptKey key, ReadOnlySpan<byte> body, ArchivedListener listener)
    {
        var reader = new EventBatchReader(body);
        if (!reader.TryReadHead())
            return null;
        var text = new RowText(listener, reader.Head.DeviceId);
        var sessions = Array.ConvertAll(reader.Sessions, text.Clean);
        var received = TimeOf(reader.Head.ReceivedMs);
        var index = 0;
        while (reader.Next(out var one))
        {
            var json = rows.BeginRow(key, index++);
            WriteHead(json, hub, received, reader.Head, text);
            json.WriteString("event_id"u8, text.Clean(one.Id));
            json.WriteString("type"u8, EventNames.Of(one.Type));
            json.WriteString("at"u8, TimeOf(one.AtMs));
            json.WriteString("at_corrected"u8, TimeOf(one.AtMs + reader.Head.ClockOffsetMs));
            json.WriteString("session"u8, sessions[one.Session]);
            json.WriteString("track"u8, reader.Tracks[one.Track].ToString());
            WriteNumber(json, "position_ms", one.PositionMs);
            WriteNumber(json, "from_ms", one.FromMs);
            if (one.Context >= 0)
            {
                var (type, id) = reader.ContextOf(one);
                WriteText(json, "context_type", text.Clean(type));
                WriteText(json, "context_id", text.CleanUri(id));
            }

            json.WriteBoolean("offline"u8, one.Offline);
            // What a later version says beside the play is no reason to leave the play out.
            if (PlaybackExtras.TryRead(one.Extras, out var extras))
                WriteExtras(json, extras, text);
            rows.EndRow();
        }

        return reader.IsComplete ? index : null;
    }

    private static void WriteHead(Utf8JsonWriter json, string hub, DateTime received, StartFacts head, RowText text)
    {
        json.WriteString("hub"u8, hub);
        json.WriteString("received_at"u8, received);
        json.WriteString("listener"u8, text.Pseudonym);
        json.WriteString("tier"u8, Tiers[(int)head.Tier]);
        json.WriteString("market"u8, head.Market);
        WriteText(json, "device", text.Device);
        json.WriteString("device_type"u8, EventNames.Of(head.Device));
        WriteText(json, "app_version", text.Clean(head.AppVersion));
    }

    private static void WriteExtras(Utf8JsonWriter json, PlaybackExtras extras, RowText text)
    {
        WriteNumber(json, "first_audio_ms", extras.FirstAudioMs ?? -1);
        WriteNumber(json, "rebuffer_count", extras.RebufferCount ?? -1);
        WriteNumber(json, "rebuffer_ms", extras.RebufferMs ?? -1);
        WriteText(json, "error_code", extras.ErrorCode is { } code ? text.Clean(code) : null);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int value)
    {
        if (value >= 0)
            json.WriteNumber(name, value);
    }

    private static DateTime TimeOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime;
}
