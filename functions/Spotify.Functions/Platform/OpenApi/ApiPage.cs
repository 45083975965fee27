using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>The description as a page to read: plain HTML, no script, one style sheet whose hash is all that the page may load.</summary>
internal sealed class ApiPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#191414;background:#fff}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}"
        + "h3{margin:2rem 0 .25rem;font-size:1rem}code{font:.9em ui-monospace,monospace}.verb{display:inline-block;min-width:4.5em;color:#0b6b2d;font-weight:700;text-transform:uppercase}"
        + "table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #ddd;padding:.2rem .5rem;text-align:left;vertical-align:top}th{background:#f5f5f5;font-weight:600}p{margin:.25rem 0}"
        + "@media(prefers-color-scheme:dark){body{color:#eee;background:#121212}th{background:#222}td,th,h2{border-color:#444}.verb{color:#1ed760}a{color:#8ab4f8}}";

    private readonly StringBuilder _html = new();
    private readonly JsonObject _refusals;

    private ApiPage(JsonObject document)
    {
        _refusals = document["components"]!["responses"]!.AsObject();
        var info = document["info"]!;
        _html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
            .Append(Text(info["title"])).Append("</title><style>").Append(Style).Append("</style></head><body><h1>").Append(Text(info["title"])).Append("</h1><p>")
            .Append(Text(info["description"])).Append("</p><p>For machines: <a href=\"/openapi.json\">openapi.json</a></p>");
        foreach (var tag in document["tags"]!.AsArray())
            WriteTag(document, tag!["name"]!.GetValue<string>());
        _html.Append("<h2>Shapes</h2>");
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject().OrderBy(one => one.Key, StringComparer.Ordinal))
            WriteSchema(name, schema!);
        _html.Append("</body></html>\n");
    }

    public static StoredAnswer Of(JsonObject document) => new(
        Encoding.UTF8.GetBytes(new ApiPage(document)._html.ToString()),
        "text/html; charset=utf-8",
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private void WriteTag(JsonObject document, string tag)
    {
        _html.Append("<h2>").Append(Text(tag)).Append("</h2>");
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in item!.AsObject().Where(one => one.Value!["tags"]![0]!.GetValue<string>() == tag))
                WriteOperation(path, verb, operation!);
        }
    }

    private void WriteOperation(string path, string verb, JsonNode operation)
    {
        _html.Append("<h3 id=\"").Append(Text(operation["operationId"])).Append("\"><span class=\"verb\">").Append(Text(verb)).Append("</span> <code>").Append(Text(path)).Append("</code></h3><p><b>")
            .Append(Text(operation["summary"])).Append(".</b> ").Append(Text(operation["description"])).Append("</p>");
        if (operation["parameters"]!.AsArray() is { Count: > 0 } parameters)
        {
            _html.Append("<table><tr><th>parameter</th><th>of</th><th>meaning</th></tr>");
            foreach (var parameter in parameters)
            {
                _html.Append("<tr><td><code>").Append(Text(parameter!["name"])).Append("</code></td><td>").Append(TypeOf(parameter["schema"])).Append(parameter["required"]!.GetValue<bool>() ? ", required" : "")
                    .Append("</td><td>").Append(Text(parameter["description"])).Append("</td></tr>");
            }

            _html.Append("</table>");
        }

        _html.Append("<table><tr><th>status</th><th>body</th><th>meaning</th></tr>");
        if (operation["requestBody"]?["content"] is JsonObject body)
            _html.Append("<tr><td>takes</td><td>").Append(BodyOf(body)).Append("</td><td></td></tr>");
        foreach (var (status, given) in operation["responses"]!.AsObject())
        {
            var response = given!["$ref"] is { } reference ? _refusals[reference.GetValue<string>().Split('/')[^1]]! : given;
            _html.Append("<tr><td>").Append(Text(status)).Append("</td><td>").Append(BodyOf(response["content"] as JsonObject)).Append("</td><td>").Append(Text(response["description"])).Append("</td></tr>");
        }

        _html.Append("</table>");
    }

    private void WriteSchema(string name, JsonNode schema)
    {
        _html.Append("<h3 id=\"shape-").Append(Text(name)).Append("\">").Append(Text(name)).Append("</h3><p>").Append(Text(schema["description"])).Append("</p>");
        if (schema["properties"] is not JsonObject properties)
            return;
        var required = schema["required"]?.AsArray().Select(one => one!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
        _html.Append("<table><tr><th>field</th><th>of</th><th>meaning</th></tr>");
        foreach (var (field, property) in properties)
        {
            _html.Append("<tr><td><code>").Append(Text(field)).Append("</code></td><td>").Append(TypeOf(property)).Append(required.Contains(field) ? "" : ", optional")
                .Append("</td><td>").Append(Text((property as JsonObject)?["description"])).Append("</td></tr>");
        }

        _html.Append("</table>");
    }

    private static string BodyOf(JsonObject? content) =>
        content is null ? "" : string.Join("<br>", content.Select(one => one.Value?["schema"] is { } schema && one.Key == "application/json" ? TypeOf(schema) : Text(one.Key)));

    private static string TypeOf(JsonNode? node)
    {
        if (node is not JsonObject schema)
            return "anything";
        if (schema["$ref"]?.GetValue<string>().Split('/')[^1] is { } name)
            return $"<a href=\"#shape-{Text(name)}\">{Text(name)}</a>";
        if (schema["anyOf"] is JsonArray choices)
            return string.Join(" or ", choices.Select(TypeOf));
        if (schema["enum"] is JsonArray values)
            return string.Join(" ", values.Select(value => $"<code>{Text(value?.ToString() ?? "null")}</code>"));
        if (schema["items"] is { } items)
            return $"list of {TypeOf(items)}";
        if (schema["additionalProperties"] is JsonObject entries)
            return $"map to {TypeOf(entries)}";
        var type = schema["type"] is JsonArray types ? string.Join(" or ", types.Select(one => one!.ToString())) : schema["type"]?.ToString() ?? "anything";
        return Text(schema["format"] is { } format ? $"{type} ({format})" : type);
    }

    private static string Text(JsonNode? node) => Text(node?.ToString() ?? "");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
