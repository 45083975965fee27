using System.Text.Json;
using System.Text.Json.Serialization;
using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>One body of the hub <c>activity</c> or <c>diagnostics</c>, read: one listener's accepted events of one request.</summary>
public sealed record ActivityBatch
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = 8,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The version of the form.</summary>
    [JsonPropertyName("v")]
    public required int Version { get; init; }

    /// <summary>The user.</summary>
    public required string User { get; init; }

    /// <summary>The plan at that time.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The country at that time, ISO 3166-1 alpha-2.</summary>
    public required string Market { get; init; }

    /// <summary>What the events come from.</summary>
    public required ActivityDevice Device { get; init; }

    /// <summary>When the request arrived, milliseconds since 1970.</summary>
    [JsonPropertyName("received_at")]
    [JsonConverter(typeof(EventTimeConverter))]
    public required long ReceivedMs { get; init; }

    /// <summary>What to add to the client's times to have ours, milliseconds.</summary>
    public required long ClockOffsetMs { get; init; }

    /// <summary>The events in the order of the request.</summary>
    public required IReadOnlyList<ActivityEvent> Events { get; init; }

    /// <summary>Who sent them.</summary>
    [JsonIgnore]
    public ListenerStamp Listener => new(User, Tier, Market);

    /// <summary>Reads a body.</summary>
    /// <returns>The batch, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static ActivityBatch? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<ActivityBatch>(body, Options) is { } batch && batch.IsSound() ? batch : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsSound()
    {
        if (Version is < 1 or > ActivityBatchWriter.Version || User.Length == 0 || !Enum.IsDefined(Tier) || !Enum.IsDefined(Device.Type) || !EventTime.IsTime(ClockOffsetMs))
            return false;
        foreach (var one in Events)
        {
            if (one is null || one.Id.Length == 0 || one.Type == ActivityType.None || !Enum.IsDefined(one.Type) || !EventTime.IsTime(one.AtMs + ClockOffsetMs))
                return false;
        }

        return true;
    }
}

/// <summary>What events come from.</summary>
/// <param name="Id">The device's own id; empty where the client did not say.</param>
/// <param name="Type">The kind of device.</param>
/// <param name="AppVersion">The application's version; empty where the client did not say.</param>
public sealed record ActivityDevice(string Id, DeviceType Type, string AppVersion);

/// <summary>Where something happened.</summary>
/// <param name="Type">The kind of context, as <c>playlist</c>.</param>
/// <param name="Id">Its id.</param>
public sealed record EventContext(string? Type = null, string? Id = null);

/// <summary>One event of the hubs <c>activity</c> and <c>diagnostics</c>. What the client did not say, or the type does not have, is null.</summary>
public sealed record ActivityEvent
{
    /// <summary>The client's idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required ActivityType Type { get; init; }

    /// <summary>When, by the client's clock, milliseconds since 1970; <see cref="ActivityBatch.ClockOffsetMs"/> makes it ours.</summary>
    [JsonPropertyName("at")]
    [JsonConverter(typeof(EventTimeConverter))]
    public required long AtMs { get; init; }

    /// <summary>The listening session, the client's own name for it.</summary>
    public string? Session { get; init; }

    /// <summary>What it is about, <c>spotify:kind:id</c>.</summary>
    public string? Uri { get; init; }

    /// <summary>What was done, from the list of the type.</summary>
    public string? Action { get; init; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; init; }

    /// <summary>How many results the search had.</summary>
    public int? Results { get; init; }

    /// <summary>Which of the results was opened, counted from 0.</summary>
    public int? Rank { get; init; }

    /// <summary>Where it was shared to, or whom it was done with.</summary>
    public string? Target { get; init; }

    /// <summary>The page.</summary>
    public string? Page { get; init; }

    /// <summary>The advertisement.</summary>
    public string? Ad { get; init; }

    /// <summary>Where the advertisement was.</summary>
    public string? Placement { get; init; }

    /// <summary>How long it lasted, in milliseconds.</summary>
    public int? DurationMs { get; init; }

    /// <summary>Whether the advertisement was shown to its end.</summary>
    public bool? Completed { get; init; }

    /// <summary>The client's name for its error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the client says about its error.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the client had to stop for its error.</summary>
    public bool? Fatal { get; init; }

    /// <summary>From the listener's wish to the first sound, in milliseconds.</summary>
    public int? FirstAudioMs { get; init; }

    /// <summary>How often the sound stopped for want of data.</summary>
    public int? RebufferCount { get; init; }

    /// <summary>For how long altogether, in milliseconds.</summary>
    public int? RebufferMs { get; init; }

    /// <summary>The rate of the audio, in kbit/s.</summary>
    public int? BitrateKbps { get; init; }

    /// <summary>The kind of network that the device was on.</summary>
    public string? Network { get; init; }

    /// <summary>Where it happened.</summary>
    public EventContext? Context { get; init; }

    /// <summary>Whether the device was offline then.</summary>
    public bool Offline { get; init; }
}

/// <summary>Times as milliseconds since 1970 within, RFC 3339 on the wire.</summary>
internal sealed class EventTimeConverter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && EventTime.TryParse(reader.ValueSpan, out var unixMs) && EventTime.IsTime(unixMs)
            ? unixMs
            : throw new JsonException("No RFC 3339 time.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[EventTime.TextLength];
        EventTime.Format(value, text);
        writer.WriteStringValue(text);
    }
}
