using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>Writes one function as an operation of the description, with what the steps around every request add to it.</summary>
internal sealed class OperationWriter(SchemaWriter schemas, XmlDocs docs, LimitOptions limits)
{
    /// <summary>The name under which the ways to get a token are described.</summary>
    public const string SecurityName = "token";

    /// <summary>The refusals that operations refer to: most have the same.</summary>
    public JsonObject Refusals { get; } = [];

    public JsonObject Write(HttpOperation operation, string verb)
    {
        var rule = LimitRule.Of(operation.Route.Limit, limits);
        var written = new JsonObject
        {
            ["operationId"] = JsonNamingPolicy.CamelCase.ConvertName(operation.Route.Function) + (operation.Verbs.Count > 1 ? $"_{verb}" : ""),
            ["tags"] = new JsonArray(operation.Operation?.Tag ?? "Other"),
            ["summary"] = operation.Operation?.Summary ?? operation.Route.Function,
            ["description"] = DescriptionOf(operation, rule),
            ["security"] = SecurityOf(operation.Route),
            ["parameters"] = new JsonArray([.. operation.PathParameters.Select(name => PathParameter(operation, name)), .. operation.Queries.Select(Query)]),
        };
        if (operation.Accepts.Count > 0)
            written["requestBody"] = BodyOf(operation.Accepts);
        written["responses"] = ResponsesOf(operation, rule);
        if (!rule.IsOff)
        {
            written["x-rate-limit"] = new JsonObject
            {
                ["budget"] = LimitStore.NameOf(rule.Kind),
                ["requests"] = rule.Requests,
                ["window_seconds"] = rule.Window.TotalSeconds,
                ["per"] = IsByAddress(operation.Route) ? "address" : "caller",
            };
        }

        return written;
    }

    private static string DescriptionOf(HttpOperation operation, LimitRule rule)
    {
        var who = operation.Route switch
        {
            { Access: AccessKind.Public } => "Open to everybody.",
            { Access: AccessKind.Listener, Scope: { } scope } => $"For listeners: a token that a listener has granted, with scope {scope}.",
            { Access: AccessKind.Listener, ByAddress: true } => "For listeners: a token that a listener has granted, or the token in the address.",
            { Access: AccessKind.Listener } => "For listeners: a token that a listener has granted.",
            { Access: AccessKind.App, Scope: { } scope } => $"For listeners and apps: a token with scope {scope}.",
            { Access: AccessKind.App } => "For listeners and apps: any good token.",
            { Access: AccessKind.Label } => "For the staff of the label: a token whose claim label names it; and for operators.",
            { Access: AccessKind.Admin } => "For operators: a token with scope admin.",
            _ => "For nobody.",
        };
        var often = rule.IsOff ? "" : string.Create(
            CultureInfo.InvariantCulture, $" At most {rule.Requests} requests of this kind in {WindowOf(rule.Window)} by {(IsByAddress(operation.Route) ? "address" : "caller")}.");
        return $"{(operation.Operation?.Description is { Length: > 0 } text ? text + " " : "")}{who}{often}";
    }

    private static string WindowOf(TimeSpan window) => string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds:0} seconds");

    private static bool IsByAddress(FunctionRoute route) => route.Access == AccessKind.Public || route.Limit == LimitKind.Auth;

    private static JsonArray SecurityOf(FunctionRoute route) => route.Access == AccessKind.Public
        ? []
        : [new JsonObject { [SecurityName] = new JsonArray([.. ScopesOf(route).Select(scope => (JsonNode)scope)]) }];

    /// <summary>The scopes that a token must have.</summary>
    public static IEnumerable<string> ScopesOf(FunctionRoute route) =>
        route.Access == AccessKind.Admin ? [Caller.AdminScope] : route.Scope is { } scope && route.Access is AccessKind.Listener or AccessKind.App ? [route.Scope!] : [];

    private JsonObject PathParameter(HttpOperation operation, string name)
    {
        var written = new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (docs.Of(operation.Method, name) is { } text)
            written["description"] = text;
        return written;
    }

    private static JsonObject Query(QueryAttribute query)
    {
        var schema = query.Type switch
        {
            var type when type == typeof(int) => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
            var type when type == typeof(long) => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            var type when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            var type when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = "string" },
        };
        var isText = schema["type"]!.GetValue<string>() == "string";
        if (query.Values.Length > 0)
            schema["enum"] = new JsonArray([.. query.Values.Split(' ').Select(value => isText ? value : JsonNode.Parse(value))]);
        if (query.Default is { } value)
            schema["default"] = isText ? value : JsonNode.Parse(value);
        return new JsonObject { ["name"] = query.Name, ["in"] = "query", ["required"] = query.IsRequired, ["description"] = query.Description, ["schema"] = schema };
    }

    private JsonObject BodyOf(IEnumerable<AcceptsAttribute> accepts)
    {
        var content = new JsonObject();
        foreach (var body in accepts)
            content[body.MediaType] = new JsonObject { ["schema"] = schemas.Of(body.Type, isInput: true) };
        return new JsonObject { ["required"] = true, ["content"] = content };
    }

    private JsonObject ResponsesOf(HttpOperation operation, LimitRule rule)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var answers in operation.Answers.GroupBy(answer => answer.Status))
        {
            var content = new JsonObject();
            foreach (var media in answers.Where(answer => answer.Type is not null || answer.MediaType != Json).GroupBy(answer => answer.MediaType))
                content[media.Key] = ContentOf([.. media.Select(answer => answer.Type).OfType<Type>()]);
            responses[answers.Key] = new JsonObject { ["description"] = MeaningOf(answers.Key) };
            if (content.Count > 0)
                responses[answers.Key]["content"] = content;
        }

        foreach (var refusals in RefusalsOf(operation, rule).GroupBy(refusal => refusal.Status))
            responses.TryAdd(refusals.Key, Refusal(operation, refusals.Key, [.. refusals.Select(refusal => refusal.Reason).Distinct().Order()]));

        var written = new JsonObject();
        foreach (var (status, response) in responses)
            written[status.ToString(CultureInfo.InvariantCulture)] = response;
        return written;
    }

    private JsonObject ContentOf(IReadOnlyList<Type> types) => types.Count switch
    {
        0 => [],
        1 => new JsonObject { ["schema"] = schemas.Of(types[0]) },
        _ => new JsonObject { ["schema"] = new JsonObject { ["anyOf"] = new JsonArray([.. types.Select(type => schemas.Of(type))]) } },
    };

    private static IEnumerable<(int Status, ErrorReason Reason)> RefusalsOf(HttpOperation operation, LimitRule rule)
    {
        foreach (var refusal in operation.Refuses)
        {
            foreach (var reason in refusal.Reasons)
                yield return (refusal.Status, reason);
        }

        if (operation.Accepts.Count > 0)
        {
            yield return (400, ErrorReason.InvalidRequest);
            yield return (408, ErrorReason.InvalidRequest);
            yield return (413, ErrorReason.TooLarge);
        }

        if (operation.Route.Access != AccessKind.Public)
        {
            yield return (401, ErrorReason.TokenMissing);
            yield return (401, ErrorReason.TokenInvalid);
            if (operation.Route.Access != AccessKind.App || operation.Route.Scope is not null)
                yield return (403, ErrorReason.ScopeMissing);
        }

        if (!rule.IsOff)
            yield return (429, ErrorReason.RateLimited);
        yield return (500, ErrorReason.Internal);
        yield return (503, ErrorReason.DependencyUnavailable);
    }

    private JsonObject Refusal(HttpOperation operation, int status, IReadOnlyList<ErrorReason> reasons)
    {
        var shape = operation.Operation?.Errors ?? (operation.Route.SpeaksOAuth ? typeof(OAuthErrorBody) : typeof(ErrorBody));
        var name = string.Create(CultureInfo.InvariantCulture, $"{status}.{string.Join('.', reasons.Select(ApiErrors.NameOf))}{(shape == typeof(ErrorBody) ? "" : $".{shape.Name}")}");
        if (!Refusals.ContainsKey(name))
        {
            var written = new JsonObject
            {
                ["description"] = string.Join(", ", reasons.Select(ApiErrors.NameOf)),
                ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = schemas.Of(shape) } },
            };
            if (status is 429 or 503)
                written["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "Whole seconds until another try makes sense.", ["schema"] = new JsonObject { ["type"] = "integer" } } };
            Refusals[name] = written;
        }

        return new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
    }

    private const string Json = "application/json";

    private static string MeaningOf(int status) => status switch
    {
        200 => "What was asked for.",
        201 => "It was made.",
        202 => "It was taken in, and is worked on.",
        204 => "Done; there is nothing to say.",
        301 or 302 or 303 or 307 or 308 => "It is elsewhere: see the header Location.",
        304 => "What the caller has is still right.",
        _ => "An answer.",
    };
}
