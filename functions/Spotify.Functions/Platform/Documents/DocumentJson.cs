using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotify.Functions.Platform.Documents;

/// <summary>How documents are written: camelCase, enums by snake_case name, nulls left out, unknown fields ignored.</summary>
public static class DocumentJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
