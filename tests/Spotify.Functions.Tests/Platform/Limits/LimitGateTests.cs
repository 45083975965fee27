using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Limits;

/// <summary>Limits as callers meet them, over a real socket.</summary>
public sealed class LimitGateTests : IAsyncLifetime
{
    private ComposedApplication _application = null!;

    public async Task InitializeAsync() => _application = await ComposedApplication.StartAsync(
        [typeof(MannerFunctions), typeof(AnswerUnknownRoute)],
        new Dictionary<string, string?> { ["Limits:Search"] = "20", ["Limits:General"] = "30", ["Telemetry:TrustedProxies"] = "1" });

    public async Task DisposeAsync() => await _application.DisposeAsync();

    [Fact]
    public async Task Who_has_used_his_budget_up_is_told_when_to_come_back_in_whole_seconds()
    {
        using var client = _application.Listener("busy");
        for (var left = 19; left >= 0; left--)
        {
            using var answer = await client.GetAsync("/searching");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            HeadersOf(answer).ShouldBe(("20", $"{left}"));
            int.Parse(Header(answer, "RateLimit-Reset"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 62);
        }

        using var refused = await client.GetAsync("/searching");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        HeadersOf(refused).ShouldBe(("20", "0"));
        int.Parse(Header(refused, "Retry-After"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 62);
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        (error.GetProperty("status").GetInt32(), error.GetProperty("reason").GetString()).ShouldBe((429, "RATE_LIMITED"));
    }

    [Fact]
    public async Task Bad_tokens_have_a_budget_by_address_that_good_ones_from_there_take_nothing_from()
    {
        using var known = _application.Listener("known");
        using var guesser = _application.WithToken(_application.Token("guesser")[..^4] + "AAAA");
        using var another = _application.Listener("another");
        foreach (var client in (HttpClient[])[known, guesser, another])
            client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.77");
        (await known.GetAsync("/listener")).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 30; i++)
            (await guesser.GetAsync("/listener")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var refused = await guesser.GetAsync("/listener");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(Header(refused, "Retry-After"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 62);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("reason").GetString().ShouldBe("RATE_LIMITED");
        (await known.GetAsync("/listener")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await another.GetAsync("/listener")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Budgets_are_apart_by_kind_and_by_caller()
    {
        using var client = _application.Listener("one");
        using var other = _application.Listener("other");
        for (var i = 0; i < 21; i++)
            (await client.GetAsync("/searching")).Dispose();

        (await client.GetAsync("/searching")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await client.GetAsync("/listener")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/searching")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_proves_who_he_is_counts_by_address_and_an_address_of_his_own_making_does_not_help()
    {
        for (var i = 0; i < 5; i++)
            (await SignInAsync("10.9.9.9, 192.0.2.7")).ShouldBe(HttpStatusCode.NoContent);

        (await SignInAsync("192.0.2.7")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("198.51.100.1, 192.0.2.7")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("192.0.2.8")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task All_addresses_of_one_networks_half_are_one_caller_in_IPv6()
    {
        for (var i = 0; i < 5; i++)
            (await SignInAsync($"2001:db8:1:2::{i + 1}")).ShouldBe(HttpStatusCode.NoContent);

        (await SignInAsync("2001:db8:1:2:ffff::9")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("2001:db8:1:3::1")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Where_tokens_come_from_a_refusal_has_the_words_of_RFC_6749()
    {
        using var client = _application.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.99");
        for (var i = 0; i < 5; i++)
            (await client.PostAsync("/api/token", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var refused = await client.PostAsync("/api/token", null);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 900);
        var body = await refused.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("error").GetString().ShouldBe("temporarily_unavailable");
        body.GetProperty("error_description").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Addresses_under_which_there_is_nothing_are_counted_too()
    {
        using var client = _application.Anonymous();
        for (var i = 0; i < 30; i++)
            (await client.GetAsync($"/guess/{i}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/guess/30")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_is_not_limited_says_nothing_of_limits()
    {
        using var client = _application.Anonymous();
        for (var i = 0; i < 50; i++)
        {
            using var answer = await client.GetAsync("/unlimited");
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            answer.Headers.Contains("RateLimit-Limit").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Behind_a_proxy_that_nobody_told_of_the_whole_world_is_not_taken_for_one_caller()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(MannerFunctions)]);
        for (var i = 0; i < 20; i++)
            (await SignInAsync("192.0.2.7", application)).ShouldBe(HttpStatusCode.NoContent);
        for (var i = 0; i < 5; i++)
            (await SignInAsync(null, application)).ShouldBe(HttpStatusCode.NoContent);
        (await SignInAsync(null, application)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<HttpStatusCode> SignInAsync(string? forwardedFor, ComposedApplication? application = null)
    {
        using var client = (application ?? _application).Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signing-in");
        if (forwardedFor is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static (string Limit, string Remaining) HeadersOf(HttpResponseMessage answer) => (Header(answer, "RateLimit-Limit"), Header(answer, "RateLimit-Remaining"));

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
