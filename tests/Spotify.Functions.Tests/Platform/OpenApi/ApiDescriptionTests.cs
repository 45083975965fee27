using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Playback.Edge;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Platform.OpenApi;

/// <summary>What the description says of the functions that there are, and how it is sent.</summary>
public sealed partial class ApiDescriptionTests
{
    private static readonly Lazy<JsonObject> Document = new(() => Read(new ApiDescription(Options.Create(new LimitOptions()))));

    [Fact]
    public void Every_function_says_what_it_does_and_what_it_answers() =>
        HttpOperation.In(typeof(Program).Assembly).Where(operation => operation.Operation is null || (operation.Answers.Count == 0 && !operation.Refuses.Any()))
            .Select(operation => $"{operation.Route.Function} lacks [Operation], or [Answers] and [Refuses]").ShouldBeEmpty();

    [Fact]
    public void Every_function_is_described_under_its_own_name_with_answers_and_refusals()
    {
        var operations = Operations().ToList();
        var functions = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method =>
            method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null)).Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

        operations.Select(one => Name(one.Operation)).ShouldBeUnique();
        // Left out are those whose path has no end, which OpenAPI cannot say: the one of what is not there, and that of addresses that are handed out whole.
        operations.Select(one => Name(one.Operation)).Order(StringComparer.Ordinal)
            .ShouldBe(functions.Except([nameof(AnswerUnknownRoute), nameof(FetchAudio)]).Select(name => char.ToLowerInvariant(name[0]) + name[1..]).Order(StringComparer.Ordinal));
        foreach (var (path, operation) in operations)
        {
            operation["summary"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace(path);
            var codes = operation["responses"]!.AsObject().Select(one => one.Key).ToList();
            // What is always refused for now has no answer.
            codes.ShouldContain(code => code[0] == '2' || code[0] == '3' || code == "404", path);
            codes.ShouldContain("500", path);
        }
    }

    [Fact]
    public void Every_reference_leads_to_a_schema_and_every_schema_is_referred_to()
    {
        var schemas = Document.Value["components"]!["schemas"]!.AsObject().Select(one => one.Key).ToList();
        var references = Reference().Matches(Document.Value.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().ToList();
        references.Except(schemas).ShouldBeEmpty();
        schemas.Except(references).ShouldBeEmpty();
    }

    [Fact]
    public void Every_parameter_of_an_address_is_described()
    {
        foreach (var (path, operation) in Operations())
        {
            var described = operation["parameters"]!.AsArray().Where(parameter => parameter!["in"]!.GetValue<string>() == "path").Select(parameter => parameter!["name"]!.GetValue<string>());
            described.ShouldBe(PathParameter().Matches(path).Select(match => match.Groups[1].Value), path);
        }
    }

    [Fact]
    public void What_the_steps_around_a_function_demand_and_answer_is_described_with_it()
    {
        var stream = Document.Value["paths"]!["/v1/tracks/{id}/stream"]!["get"]!;
        stream["x-rate-limit"]!.ToJsonString().ShouldBe("""{"budget":"playback","requests":300,"window_seconds":60,"per":"caller"}""");
        Responses(stream).ShouldBe(["200", "400", "401", "403", "404", "429", "500", "503"]);
        var refusal = stream["responses"]!["403"]!["$ref"]!.GetValue<string>().Split('/')[^1];
        Document.Value["components"]!["responses"]![refusal]!["description"]!.GetValue<string>().ShouldBe("SCOPE_MISSING, MARKET_RESTRICTED, TIER_RESTRICTED, NOT_YET_RELEASED, TAKEN_DOWN");
        stream["parameters"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "format")!["schema"]!.ToJsonString().ShouldBe("""{"type":"string","enum":["ogg","aac","mp3","flac"]}""");

        var top = Document.Value["paths"]!["/v1/me/top/{type}"]!["get"]!;
        top["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["anyOf"]!.AsArray().Count.ShouldBe(2);
        top["security"]!.ToJsonString().ShouldBe("""[{"token":["user-top-read"]}]""");
        Document.Value["components"]!["securitySchemes"]!["token"]!["flows"]!["authorizationCode"]!["scopes"]!["user-top-read"].ShouldNotBeNull();

        var live = Document.Value["paths"]!["/health/live"]!["get"]!;
        live["security"]!.AsArray().ShouldBeEmpty();
        live["x-rate-limit"].ShouldBeNull();
        Responses(live).ShouldBe(["200", "500", "503"]);

        var events = Document.Value["paths"]!["/v1/events"]!["post"]!;
        events["requestBody"]!["content"]!["application/json"].ShouldNotBeNull();
        Responses(events).ShouldBe(["202", "400", "401", "403", "408", "413", "429", "500", "503"]);
    }

    [Fact]
    public void The_reasons_of_refusals_are_a_closed_list_with_a_sentence_each()
    {
        var reason = Document.Value["components"]!["schemas"]!["ErrorDetail"]!["properties"]!["reason"]!;
        reason["enum"]!.AsArray().Count.ShouldBe(Enum.GetValues<ErrorReason>().Length);
        reason["description"]!.GetValue<string>().ShouldContain("RATE_LIMITED: Too many requests of this kind");
    }

    [Fact]
    public void Schemas_say_what_the_serialiser_writes()
    {
        var answer = Document.Value["components"]!["schemas"]!["StreamAnswer"]!;
        answer["properties"]!.AsObject().Select(one => one.Key).ShouldBe(answer["required"]!.AsArray().Select(one => one!.GetValue<string>()));
        answer["properties"]!["duration_ms"]!["type"]!.GetValue<string>().ShouldBe("integer");
        answer["properties"]!["prefetch"]!["items"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/PrefetchUrl");
        answer["properties"]!["gain_db"]!["description"]!.GetValue<string>().ShouldStartWith("Gain to -14 LUFS");
        var result = Document.Value["components"]!["schemas"]!["EventResult"]!;
        result["required"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe(["id", "status"], "a reason is left out where there is none");
        result["properties"]!["id"]!["type"]!.ToJsonString().ShouldBe("""["string","null"]""");
    }

    [Fact]
    public async Task The_document_and_its_page_are_sent_once_and_then_only_their_version()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(GetApiDescription), typeof(GetApiPage)]);
        using var client = application.Anonymous();
        foreach (var (path, type) in new[] { ("/openapi.json", "application/json"), ("/docs", "text/html") })
        {
            using var first = await client.GetAsync(path);
            first.StatusCode.ShouldBe(HttpStatusCode.OK);
            first.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await client.SendAsync(again);
            second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            second.Headers.ETag.ShouldBe(first.Headers.ETag);
            (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_page_shows_every_operation_and_shape_and_loads_nothing_but_its_own_style()
    {
        var page = await Answer.Of(new ApiDescription(Options.Create(new LimitOptions())).Page);

        foreach (var (path, operation) in Operations())
        {
            page.Body.ShouldContain($"id=\"{Name(operation)}\"");
            page.Body.ShouldContain($"<code>{path}</code>");
        }

        foreach (Match link in Link().Matches(page.Body))
            page.Body.ShouldContain($"id=\"{link.Groups[1].Value}\"");
        page.Body.ShouldNotContain("<script");
        var style = Style().Match(page.Body).Groups[1].Value;
        page.Headers.ContentSecurityPolicy.ToString().ShouldContain($"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'");
        page.Headers.ContentSecurityPolicy.ToString().ShouldStartWith("default-src 'none'");
    }

    private static IEnumerable<(string Path, JsonNode Operation)> Operations() =>
        from path in Document.Value["paths"]!.AsObject() from operation in path.Value!.AsObject() select (path.Key, operation.Value!);

    private static string Name(JsonNode operation) => operation["operationId"]!.GetValue<string>();

    private static IEnumerable<string> Responses(JsonNode operation) => operation["responses"]!.AsObject().Select(one => one.Key);

    private static JsonObject Read(ApiDescription description) => JsonNode.Parse(Answer.Of(description.Json).GetAwaiter().GetResult().Body)!.AsObject();

    [GeneratedRegex(@"#/components/schemas/(\w+)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<style>(.*?)</style>")]
    private static partial Regex Style();
}
