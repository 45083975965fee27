using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>Writes types as JSON schemas, each object under its own name: what the serialiser does is what the schema says.</summary>
internal sealed class SchemaWriter(XmlDocs docs)
{
    private readonly Dictionary<Type, string> _names = [];
    private readonly Queue<(Type Type, bool IsInput)> _unwritten = new();

    /// <summary>The schemas by name; complete once <see cref="Complete"/> was called.</summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>A schema for a type, or a reference to it.</summary>
    /// <param name="type">What is written or read.</param>
    /// <param name="isInput">Whether it is read.</param>
    public JsonNode Of(Type type, bool isInput = false) =>
        OptionsOf(isInput).GetTypeInfo(type).Kind == JsonTypeInfoKind.Object ? ReferenceTo(type, isInput) : Export(type, isInput);

    /// <summary>Writes every schema that another refers to.</summary>
    public void Complete()
    {
        while (_unwritten.TryDequeue(out var next))
            Schemas[_names[next.Type]] = Export(next.Type, next.IsInput);
    }

    private JsonNode Export(Type type, bool isInput) => OptionsOf(isInput).GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, node, isInput),
    });

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, bool isInput)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        // A list of texts that writes itself, for speed, is still a list of texts.
        if (node is not JsonObject schema)
            return type == typeof(IReadOnlyList<string>) ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } } : node;
        if (type.IsEnum)
            schema["type"] = schema["enum"] is JsonArray names && names.Any(name => name is null) ? new JsonArray("string", "null") : "string";
        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || type == typeof(object))
            return schema;
        if (context.Path.Length == 0)
            return Described(schema, context.TypeInfo, type, isInput);
        var reference = ReferenceTo(type, isInput);
        return schema["type"] is JsonArray kinds && kinds.Any(kind => kind?.GetValue<string>() == "null")
            ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) }
            : reference;
    }

    private JsonObject Described(JsonObject schema, JsonTypeInfo info, Type type, bool isInput)
    {
        schema["type"] = "object";
        if (docs.Of(type) is { } meaning)
            schema["description"] = meaning;
        foreach (var property in info.Properties)
        {
            if (schema["properties"]?[property.Name] is JsonObject described && (property.AttributeProvider as MemberInfo) is PropertyInfo source && docs.Of(source) is { } text)
                described["description"] = text;
        }

        // All that an answer has it always has, but for what is left out where it is null.
        if (!isInput && info.Properties.Where(property => property.Get is not null && !MayBeLeftOut(property)).Select(property => (JsonNode)property.Name).ToArray() is { Length: > 0 } always)
            schema["required"] = new JsonArray(always);
        return schema;
    }

    private static bool MayBeLeftOut(JsonPropertyInfo property) =>
        property.IsExtensionData || property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).Length > 0;

    private JsonObject ReferenceTo(Type type, bool isInput)
    {
        if (!_names.TryGetValue(type, out var name))
        {
            name = NameOf(type);
            if (_names.ContainsValue(name))
                name = type.Namespace!.Split('.')[^1] + name;
            _names.Add(type, name);
            _unwritten.Enqueue((type, isInput));
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}"
        : type.Name;

    private static JsonSerializerOptions OptionsOf(bool isInput) => isInput ? ApiJson.InputOptions : ApiJson.Options;
}
