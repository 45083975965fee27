using System.Buffers;
using System.Text.Json;

namespace Spotify.TestSupport.Simulation;

/// <summary>One <c>POST /v1/events</c>.</summary>
/// <param name="UserId">Whose token it carries.</param>
/// <param name="Plan">Plan and country of the token.</param>
/// <param name="Device">What sends it.</param>
/// <param name="SendAtMs">When, by the true clock, milliseconds since 1970.</param>
/// <param name="Events">In the order of the body.</param>
public sealed record SimulatedRequest(string UserId, SimulatedPlan Plan, SimulatedDevice Device, long SendAtMs, IReadOnlyList<SimulatedEvent> Events)
{
    public DateTimeOffset SendAt => DateTimeOffset.FromUnixTimeMilliseconds(SendAtMs);

    /// <summary>Events that the answer must call accepted, repeats within the request included.</summary>
    public int Accepted => Events.Count(one => one.Rejection is null);

    /// <summary>What the hubs must get of it.</summary>
    public IEnumerable<SimulatedEvent> Forwarded => Events.Where(one => one.Rejection is null).DistinctBy(one => one.Id);

    /// <summary>The body.</summary>
    /// <param name="now">When it is really sent, where that is another time than the simulated one: the client's clock goes with it.</param>
    public byte[] ToJson(DateTimeOffset? now = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (Events.Count * 256));
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("device");
        json.WriteString("id", Device.Id);
        json.WriteString("type", Device.Type);
        json.WriteString("app_version", Device.AppVersion);
        json.WriteEndObject();
        if (Device.SaysWhenItSends)
            WriteTime(json, "sent_at", now?.ToUnixTimeMilliseconds() ?? SendAtMs);
        json.WriteStartArray("events");
        foreach (var one in Events)
            Write(json, one);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, SimulatedEvent one)
    {
        json.WriteStartObject();
        json.WriteString("id", one.Id);
        json.WriteString("type", one.Type);
        if (one.Session is not null)
            json.WriteString("session", one.Session);
        if (one.Track is not null)
            json.WriteString("track", one.Track);
        if (one.PositionMs is { } position)
            json.WriteNumber("position_ms", position);
        if (one.FromMs is { } from)
            json.WriteNumber("from_ms", from);
        WriteTime(json, "at", one.AtMs);
        if (one.ContextType.Length > 0)
        {
            json.WriteStartObject("context");
            json.WriteString("type", one.ContextType);
            json.WriteString("id", one.ContextId);
            json.WriteEndObject();
        }

        if (one.Offline)
            json.WriteBoolean("offline", true);
        foreach (var (name, value) in one.Fields)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private void WriteTime(Utf8JsonWriter json, string name, long trueMs) =>
        json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(trueMs + Device.SkewMs).UtcDateTime);
}
