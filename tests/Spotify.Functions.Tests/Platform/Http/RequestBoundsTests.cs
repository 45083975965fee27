using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Http;

/// <summary>Bounds of time and size, addresses as clients write them, and scripts of web pages, over a real socket.</summary>
public sealed class RequestBoundsTests : IAsyncLifetime
{
    private const string Page = "https://player.example";

    private ComposedApplication _application = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _application = await ComposedApplication.StartAsync(
            [typeof(MannerFunctions), typeof(AnswerUnknownRoute)], new Dictionary<string, string?> { ["Cors:Origins"] = $"{Page} https://www.example:8443" });
        _client = _application.Anonymous();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_given_up_and_its_connection_with_it()
    {
        using var answer = await _client.GetAsync("/slow");
        MannerFunctions.Held.TrySetResult();

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ReasonOf(answer)).ShouldBe("DEPENDENCY_UNAVAILABLE");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        answer.Headers.ConnectionClose.ShouldBe(true);
        using var next = await _client.GetAsync("/open/1");
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        next.Headers.Contains("Too-Late").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/open/1/")]
    [InlineData("/OPEN/1")]
    public async Task A_slash_at_the_end_and_capitals_reach_the_same_function(string path) => (await _client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_query_may_be_long_and_not_longer()
    {
        (await _client.GetAsync($"/open/1?ids={new string('a', 4000)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await _client.GetAsync($"/open/1?ids={new string('a', 4100)}");
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
        (await ReasonOf(refused)).ShouldBe("TOO_LARGE");
    }

    [Fact]
    public async Task Headers_over_32_KB_never_reach_a_function()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/open/1");
        foreach (var number in Enumerable.Range(0, 5))
            request.Headers.Add($"X-Long-{number}", new string('a', 8000));
        (await _client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task A_page_that_is_known_may_ask_and_read_what_it_needs()
    {
        using var answer = await SendAsync(HttpMethod.Options, "/listener", Page, "GET");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(Page);
        Header(answer, "Access-Control-Allow-Methods").ShouldContain("PUT");
        Header(answer, "Access-Control-Allow-Headers").ShouldContain("Authorization");
        Header(answer, "Vary").ShouldBe("Origin");

        // Refusals are read by pages too.
        using var refused = await SendAsync(HttpMethod.Get, "/listener", "https://www.example:8443");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Header(refused, "Access-Control-Allow-Origin").ShouldBe("https://www.example:8443");
        Header(refused, "Access-Control-Expose-Headers").ShouldContain("Retry-After");
        Header(refused, "Vary").ShouldBe("Origin");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://player.example")]
    [InlineData("https://player.example.evil.example")]
    [InlineData("http://localhost:3000")]
    [InlineData("null")]
    public async Task A_page_that_is_not_known_is_told_nothing(string origin)
    {
        foreach (var answer in new[] { await SendAsync(HttpMethod.Options, "/listener", origin, "GET"), await SendAsync(HttpMethod.Get, "/open/1", origin) })
        {
            answer.Headers.Any(header => header.Key.StartsWith("Access-Control-", StringComparison.Ordinal)).ShouldBeFalse();
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_star_lets_every_page_call_and_development_every_page_of_this_machine()
    {
        await using var open = await ComposedApplication.StartAsync([typeof(MannerFunctions), typeof(AnswerUnknownRoute)], new Dictionary<string, string?> { ["Cors:Origins"] = "*" });
        using var answer = await SendAsync(HttpMethod.Get, "/open/1", "https://anything.example", application: open);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe("*");

        await using var development = await ComposedApplication.StartAsync(
            [typeof(MannerFunctions), typeof(AnswerUnknownRoute)],
            services: services => services.AddSingleton<Microsoft.Extensions.Hosting.IHostEnvironment>(new Development()));
        using var own = await SendAsync(HttpMethod.Get, "/open/1", "http://localhost:3000", application: development);
        Header(own, "Access-Control-Allow-Origin").ShouldBe("http://localhost:3000");
        using var strange = await SendAsync(HttpMethod.Get, "/open/1", "https://anything.example", application: development);
        strange.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://player.example/app")]
    [InlineData("player.example")]
    [InlineData("ftp://player.example")]
    public async Task An_origin_that_is_none_keeps_the_application_from_starting(string origin)
    {
        var fault = await Should.ThrowAsync<Functions.Platform.Settings.SettingsException>(
            () => ComposedApplication.StartAsync([typeof(MannerFunctions)], new Dictionary<string, string?> { ["Cors:Origins"] = origin }));
        fault.Message.ShouldContain("Cors__Origins");
        fault.Message.ShouldContain(origin);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, string? asksFor = null, ComposedApplication? application = null)
    {
        using var client = application?.Anonymous();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        if (asksFor is not null)
            request.Headers.Add("Access-Control-Request-Method", asksFor);
        return await (client ?? _client).SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static async Task<string?> ReasonOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("reason").GetString();

    private sealed class Development : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
