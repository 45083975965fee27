using System.Text.Json;
using Microsoft.DurableTask;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Durable payloads as the worker writes them by default: System.Text.Json, property names read without regard to case.</summary>
internal sealed class Payloads : DataConverter
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNameCaseInsensitive = true };

    private Payloads()
    {
    }

    /// <summary>The one converter.</summary>
    public static Payloads Instance { get; } = new();

    /// <inheritdoc/>
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), _options);

    /// <inheritdoc/>
    public override object? Deserialize(string? data, Type targetType) =>
        data is not null ? JsonSerializer.Deserialize(data, targetType, _options)
        : targetType.IsValueType && Nullable.GetUnderlyingType(targetType) is null ? Activator.CreateInstance(targetType)
        : null;

    /// <inheritdoc/>
    public override T? Deserialize<T>(string? data)
        where T : default => data is null ? default : JsonSerializer.Deserialize<T>(data, _options);

    /// <summary>The text of a failure.</summary>
    public static string WriteFailure(TaskFailureDetails failure) => JsonSerializer.Serialize(failure, _options);

    /// <summary>The failure of a text.</summary>
    public static TaskFailureDetails ReadFailure(string? data) =>
        (data is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(data, _options)) ?? new TaskFailureDetails("(unknown)", "(unknown)", null, null, null);
}
