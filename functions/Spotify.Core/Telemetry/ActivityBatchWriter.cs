using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spotify.Core.Telemetry;

/// <summary>
/// Writes the accepted events of one request that are not playback as JSON for the hubs <c>activity</c> and <c>diagnostics</c>: only what is known, in one
/// order, nothing that is absent. Bodies are cut where they would be too large. Not thread-safe; keep one and use it again.
/// </summary>
public sealed class ActivityBatchWriter
{
    /// <summary>The version that this code writes; a reader knows it and all before it.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bodyBuffer = new(4096);
    private readonly ArrayBufferWriter<byte> _eventBuffer = new(1024);
    private readonly Utf8JsonWriter _body;
    private readonly Utf8JsonWriter _event;

    /// <summary>Makes a writer.</summary>
    public ActivityBatchWriter() => (_body, _event) = (new Utf8JsonWriter(_bodyBuffer, Options), new Utf8JsonWriter(_eventBuffer, Options));

    /// <summary>Writes what <see cref="EventRequest.Validate"/> left to forward to a hub.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stream">Which hub.</param>
    /// <param name="listener">Who sent it.</param>
    /// <param name="maxBytes">The most bytes of a body; a single event is never larger than 4 KB.</param>
    /// <param name="bodies">Is given the bodies in the order of the events.</param>
    public void Write(EventRequest request, EventStream stream, ListenerStamp listener, int maxBytes, ICollection<EventBody> bodies)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(bodies);
        if (stream == EventStream.Plays || request.ForwardedTo(stream) == 0)
            return;
        var count = 0;
        foreach (ref readonly var one in request.Events)
        {
            if (!one.IsForwarded || EventNames.StreamOf(one.Activity) != stream)
                continue;
            WriteEvent(request, one);
            // Room for the comma before the event and the end behind it.
            if (count > 0 && _body.BytesCommitted + _body.BytesPending + _eventBuffer.WrittenCount + 3 > maxBytes)
            {
                bodies.Add(Close(count));
                count = 0;
            }

            if (count++ == 0)
                Open(request, listener);
            _body.WriteRawValue(_eventBuffer.WrittenSpan, skipInputValidation: true);
        }

        if (count > 0)
            bodies.Add(Close(count));
    }

    private void Open(EventRequest request, ListenerStamp listener)
    {
        _bodyBuffer.ResetWrittenCount();
        _body.Reset();
        _body.WriteStartObject();
        _body.WriteNumber("v"u8, Version);
        _body.WriteString("user"u8, listener.UserId);
        _body.WriteString("tier"u8, EventNames.Of(listener.Tier));
        _body.WriteString("market"u8, listener.Market);
        _body.WriteStartObject("device"u8);
        _body.WriteString("id"u8, request.DeviceId);
        _body.WriteString("type"u8, EventNames.Of(request.Device));
        _body.WriteString("app_version"u8, request.AppVersion);
        _body.WriteEndObject();
        WriteTime(_body, "received_at"u8, request.ReceivedMs);
        _body.WriteNumber("clock_offset_ms"u8, request.ClockOffsetMs);
        _body.WriteStartArray("events"u8);
    }

    private EventBody Close(int count)
    {
        _body.WriteEndArray();
        _body.WriteEndObject();
        _body.Flush();
        return new EventBody(_bodyBuffer.WrittenSpan.ToArray(), count);
    }

    private void WriteEvent(EventRequest request, in ClientEvent one)
    {
        var allowed = EventRules.Of(one).Allowed;
        ref readonly var fields = ref request.DetailsOf(one);
        _eventBuffer.ResetWrittenCount();
        _event.Reset();
        _event.WriteStartObject();
        _event.WriteString("id"u8, request.Text(one.Id));
        _event.WriteString("type"u8, EventNames.Of(one.Activity));
        WriteTime(_event, "at"u8, one.AtMs);
        Text("session"u8, one.Session, EventField.Session);
        Text("uri"u8, fields.Uri, EventField.Uri);
        Text("action"u8, fields.Action, EventField.Action);
        Text("query"u8, fields.Query, EventField.Query);
        Number("results"u8, fields.Results, EventField.Results);
        Number("rank"u8, fields.Rank, EventField.Rank);
        Text("target"u8, fields.Target, EventField.Target);
        Text("page"u8, fields.Page, EventField.Page);
        Text("ad"u8, fields.Ad, EventField.Ad);
        Text("placement"u8, fields.Placement, EventField.Placement);
        Number("duration_ms"u8, fields.DurationMs, EventField.Duration);
        Flag("completed"u8, fields.Completed, EventField.Completed);
        Text("error_code"u8, one.ErrorCode, EventField.ErrorCode);
        Text("message"u8, fields.Message, EventField.Message);
        Flag("fatal"u8, fields.Fatal, EventField.Fatal);
        Number("first_audio_ms"u8, one.FirstAudioMs, EventField.FirstAudio);
        Number("rebuffer_count"u8, one.RebufferCount, EventField.RebufferCount);
        Number("rebuffer_ms"u8, one.RebufferMs, EventField.Rebuffer);
        Number("bitrate_kbps"u8, fields.BitrateKbps, EventField.Bitrate);
        Text("network"u8, fields.Network, EventField.Network);
        WriteContext(request, one);
        if (one.Offline)
            _event.WriteBoolean("offline"u8, true);
        _event.WriteEndObject();
        _event.Flush();

        void Text(ReadOnlySpan<byte> name, TextSlice text, EventField field)
        {
            if (text.Length > 0 && (allowed & field) != 0)
                _event.WriteString(name, request.Text(text));
        }

        void Number(ReadOnlySpan<byte> name, int number, EventField field)
        {
            if (number >= 0 && (allowed & field) != 0)
                _event.WriteNumber(name, number);
        }

        void Flag(ReadOnlySpan<byte> name, bool? flag, EventField field)
        {
            if (flag is { } value && (allowed & field) != 0)
                _event.WriteBoolean(name, value);
        }
    }

    private void WriteContext(EventRequest request, in ClientEvent one)
    {
        if (one.ContextType.Length == 0 && one.ContextId.Length == 0)
            return;
        _event.WriteStartObject("context"u8);
        if (one.ContextType.Length > 0)
            _event.WriteString("type"u8, request.Text(one.ContextType));
        if (one.ContextId.Length > 0)
            _event.WriteString("id"u8, request.Text(one.ContextId));
        _event.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long unixMs)
    {
        Span<byte> text = stackalloc byte[EventTime.TextLength];
        EventTime.Format(unixMs, text);
        writer.WriteString(name, text);
    }
}
