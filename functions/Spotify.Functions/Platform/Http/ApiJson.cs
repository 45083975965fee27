using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Spotify.Functions.Platform.Http;

/// <summary>JSON on the wire, as CONTRACTS has it: snake_case, enums by their snake_case name, unknown fields ignored, nulls written.</summary>
public static class ApiJson
{
    /// <summary>How deep a body may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>What every answer is written with.</summary>
    public static JsonSerializerOptions Options { get; } = Create(forInput: false);

    /// <summary>
    /// What every body is read with: a field that comes twice, or null where the field takes none, is refused rather than guessed at. A property is read under the names of its
    /// <see cref="AlsoNamedAttribute"/> too.
    /// </summary>
    public static JsonSerializerOptions InputOptions { get; } = Create(forInput: true);

    private static JsonSerializerOptions Create(bool forInput)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            MaxDepth = MaxDepth,
            AllowDuplicateProperties = !forInput,
            RespectNullableAnnotations = forInput,
            NumberHandling = JsonNumberHandling.Strict,
            // Answers are application/json and never pasted into HTML, so that titles stay readable and short.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };
        if (forInput)
            options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AlsoNamedAttribute.Apply } };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
