using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>
/// The API's description (OpenAPI 3.1) and a page of it for readers, made once by reflection over the functions: neither runtime has endpoints with metadata that a library
/// could read. Schemas are what the serialiser says of the types that are written and read.
/// </summary>
public sealed class ApiDescription
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<JsonObject> _document;
    private readonly Lazy<StoredAnswer> _json;
    private readonly Lazy<StoredAnswer> _page;

    /// <summary>Describes the functions of this assembly.</summary>
    /// <param name="limits">How much each caller may ask for.</param>
    public ApiDescription(IOptions<LimitOptions> limits)
        : this(limits, typeof(ApiDescription).Assembly)
    {
    }

    internal ApiDescription(IOptions<LimitOptions> limits, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _document = new(() => Write(assembly, limits.Value));
        _json = new(() => new StoredAnswer(JsonSerializer.SerializeToUtf8Bytes(_document.Value, Plain), "application/json; charset=utf-8"));
        _page = new(() => ApiPage.Of(_document.Value));
    }

    /// <summary>The document as it is sent.</summary>
    public IResult Json => _json.Value;

    /// <summary>The page as it is sent.</summary>
    public IResult Page => _page.Value;

    private static JsonObject Write(Assembly assembly, LimitOptions limits)
    {
        var docs = new XmlDocs([assembly, typeof(TransientException).Assembly]);
        var schemas = new SchemaWriter(docs);
        var writer = new OperationWriter(schemas, docs, limits);
        var operations = HttpOperation.In(assembly);
        var paths = new JsonObject();
        foreach (var path in operations.GroupBy(operation => operation.Path))
        {
            var item = new JsonObject();
            foreach (var operation in path)
            {
                foreach (var verb in operation.Verbs)
                    item[verb] = writer.Write(operation, verb);
            }

            paths[path.Key] = item;
        }

        schemas.Of(typeof(ErrorBody));
        schemas.Complete();
        NameReasons(schemas, docs);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Music streaming", ["version"] = "1.0.0", ["description"] = Manners },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. operations.Select(operation => operation.Operation?.Tag ?? "Other").Distinct().Order(StringComparer.Ordinal).Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Schemas,
                ["responses"] = writer.Refusals,
                ["securitySchemes"] = new JsonObject { [OperationWriter.SecurityName] = SecurityOf(operations) },
            },
        };
    }

    private const string Manners =
        "The paths, fields, paging, errors and status codes of the Spotify Web API, and more of the same manners. Answers are JSON in snake_case, times RFC 3339 in UTC, lists cut into pages by limit and offset. "
        + "Every refusal has the one shape Error with a reason of a closed list; an unknown address and a wrong method are 404 NOT_FOUND, a query over its bound is 414 TOO_LARGE. Answers that count against a budget say in "
        + "RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset what is left of it; 429 and 503 say in Retry-After, in whole seconds, when to come back.";

    // The closed list, with what each of it means.
    private static void NameReasons(SchemaWriter schemas, XmlDocs docs)
    {
        var reason = schemas.Schemas[nameof(ErrorDetail)]!["properties"]!["reason"]!.AsObject();
        var reasons = Enum.GetValues<ErrorReason>();
        reason["enum"] = new JsonArray([.. reasons.Select(one => (JsonNode)ApiErrors.NameOf(one))]);
        reason["description"] = string.Join(" ", reasons.Select(one => $"{ApiErrors.NameOf(one)}: {docs.Of(typeof(ErrorReason), one.ToString())}"));
    }

    private static JsonObject SecurityOf(IReadOnlyList<HttpOperation> operations)
    {
        var scopes = new JsonObject();
        foreach (var scope in operations.SelectMany(operation => OperationWriter.ScopesOf(operation.Route).Select(scope => (scope, operation)))
            .GroupBy(one => one.scope, one => one.operation, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            scopes[scope.Key] = $"For {string.Join(", ", scope.Select(operation => $"{operation.Verbs[0].ToUpperInvariant()} {operation.Path}"))}.";
        return new JsonObject
        {
            ["type"] = "oauth2",
            ["description"] = "A bearer token: a signed JSON Web Token, sent as Authorization: Bearer.",
            ["flows"] = new JsonObject
            {
                ["authorizationCode"] = new JsonObject { ["authorizationUrl"] = "/authorize", ["tokenUrl"] = "/api/token", ["refreshUrl"] = "/api/token", ["scopes"] = scopes },
                ["clientCredentials"] = new JsonObject { ["tokenUrl"] = "/api/token", ["scopes"] = new JsonObject() },
            },
        };
    }
}
