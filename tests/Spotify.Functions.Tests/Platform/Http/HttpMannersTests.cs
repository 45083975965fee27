using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Http;

/// <summary>The steps around every HTTP request, over a real socket.</summary>
public sealed class HttpMannersTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private IHost _host = null!;
    private HttpClient _client = null!;
    private DevelopmentAuthority _authority = null!;

    public async Task InitializeAsync()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", _folder.Path]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        builder.Services.AddDevelopmentAuthority(builder.Configuration).AddPlatform(builder.Configuration);
        builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.FunctionTypes.Add(typeof(MannerFunctions)));
        _host = builder.Build();
        await _host.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        _authority = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _authority.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("open/1", 200, 200, 200, 200)]
    [InlineData("listener", 401, 200, 200, 200)]
    [InlineData("labels/blue-note", 401, 403, 204, 204)]
    [InlineData("labels/Blue-Note", 401, 403, 403, 204)]
    [InlineData("labels/motown", 401, 403, 403, 204)]
    [InlineData("operators", 401, 403, 403, 204)]
    [InlineData("forgotten", 401, 403, 403, 403)]
    public async Task Each_kind_of_access_lets_in_whom_it_should(string path, int nobody, int listener, int staff, int admin)
    {
        ((int)(await GetAsync(path, null)).StatusCode).ShouldBe(nobody);
        ((int)(await GetAsync(path, _authority.Issue("u"))).StatusCode).ShouldBe(listener);
        ((int)(await GetAsync(path, _authority.Issue("u", label: "blue-note"))).StatusCode).ShouldBe(staff);
        ((int)(await GetAsync(path, _authority.Issue("u", scopes: ["admin"]))).StatusCode).ShouldBe(admin);
    }

    [Fact]
    public async Task The_second_request_of_a_token_finds_it_checked_and_the_same_caller()
    {
        var token = _authority.Issue("user7");
        for (var i = 0; i < 2; i++)
            (await (await GetAsync("listener", token)).Content.ReadAsStringAsync()).ShouldBe("""{"subject":"user7"}""");
    }

    [Theory]
    [InlineData("Basic dTpw", "TOKEN_MISSING")]
    [InlineData("Bearer", "TOKEN_MISSING")]
    [InlineData("Bearer nonsense", "TOKEN_INVALID")]
    public async Task A_header_without_a_good_bearer_token_is_refused_by_its_reason(string header, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "listener");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        (await ErrorAsync(await _client.SendAsync(request))).GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task What_a_function_throws_becomes_the_error_shape_and_tells_nothing_of_the_inside()
    {
        var response = await GetAsync("failing", null);

        ((int)response.StatusCode).ShouldBe(500);
        var error = await ErrorAsync(response);
        error.GetProperty("reason").GetString().ShouldBe("INTERNAL");
        error.GetProperty("message").GetString()!.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task What_another_try_may_mend_is_503_with_a_time_to_come_back()
    {
        var response = await GetAsync("away", null);

        ((int)response.StatusCode).ShouldBe(503);
        (await ErrorAsync(response)).GetProperty("reason").GetString().ShouldBe("DEPENDENCY_UNAVAILABLE");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Every_answer_is_safe_to_open_and_a_callers_own_is_not_kept_by_caches()
    {
        var open = await GetAsync("open/1", null);
        var own = await GetAsync("listener", _authority.Issue("u"));

        foreach (var response in new[] { open, own, await GetAsync("failing", null) })
            response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        own.Headers.CacheControl!.NoStore.ShouldBeTrue();
        open.Headers.CacheControl.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "https", false)] // whoever says so is nobody of ours
    [InlineData(1, "https", true)]
    [InlineData(1, "HTTPS", true)]
    [InlineData(2, "https, http", true)] // our own second proxy goes on in plain HTTP
    [InlineData(1, "https, http", false)] // the first word is the caller's own
    [InlineData(2, "https", true)]
    [InlineData(2, "http", false)]
    [InlineData(2, "", false)]
    [InlineData(2, null, false)]
    public async Task Every_answer_over_https_tells_browsers_to_come_no_other_way_and_none_over_plain_http(int proxies, string? said, bool told)
    {
        await using var application = await ComposedApplication.StartAsync(
            [typeof(MannerFunctions), typeof(AnswerUnknownRoute)], new Dictionary<string, string?> { ["Telemetry:TrustedProxies"] = $"{proxies}" });
        using var client = application.Anonymous();
        // A good answer, a refusal, a failure, a page that there is not.
        foreach (var path in (string[])["open/1", "listener", "failing", "nowhere"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (said is not null)
                request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", said);
            using var answer = await client.SendAsync(request);
            (answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? string.Join(';', values) : null).ShouldBe(told ? "max-age=31536000" : null, path);
        }
    }

    [Fact]
    public async Task An_operator_may_leave_that_out()
    {
        await using var application = await ComposedApplication.StartAsync(
            [typeof(MannerFunctions)], new Dictionary<string, string?> { ["Telemetry:TrustedProxies"] = "1", ["Http:StrictTransportDays"] = "0" });
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var answer = await client.GetAsync("open/1");
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_is_timed_under_its_routes_template()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "http_request_duration_seconds" && instrument.Meter.Scope == _host.Services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => seen.TrySetResult(string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();

        await GetAsync("open/12345", null);

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe("method=GET,route=open/{id},status_code=200");
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return _client.SendAsync(request);
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
}
