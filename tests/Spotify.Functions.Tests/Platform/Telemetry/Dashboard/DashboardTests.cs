using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry.Dashboard;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Platform.Telemetry.Dashboard;

public sealed partial class DashboardTests(ITestOutputHelper output)
{
    private static readonly Type[] Functions = [typeof(GetMetrics), typeof(GetDashboardData), typeof(ShowDashboard), typeof(Spotify.Functions.Playback.GetStreamUrl), typeof(AnswerUnknownRoute)];

    [Fact]
    public async Task Operators_read_what_the_instance_counts_and_nobody_else_does()
    {
        await using var application = await ComposedApplication.StartAsync(Functions);
        using var admin = application.Operator();
        using var listener = application.Listener();
        using var nobody = application.Anonymous();
        (await nobody.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await listener.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await listener.GetAsync("/v1/admin/dashboard/data")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await listener.GetAsync("/v1/tracks/0000000000000000000000/stream")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync("the request is counted", TimeSpan.FromSeconds(10), async () =>
            (await admin.GetStringAsync("/metrics")).Contains("http_request_duration_seconds_count{method=\"GET\",route=\"v1/tracks/{id}/stream\",status_code=\"404\"} 1\n"));
        (await admin.GetAsync("/metrics")).Content.Headers.ContentType!.ToString().ShouldBe(PrometheusText.MediaType);

        var data = await admin.GetFromJsonAsync<JsonElement>("/v1/admin/dashboard/data");
        var family = data.GetProperty("families").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "http_request_duration_seconds");
        family.GetProperty("kind").GetString().ShouldBe("histogram");
        var series = family.GetProperty("series").EnumerateArray().First(one => one.GetProperty("tags").GetProperty("status_code").GetString() == "404");
        series.GetProperty("buckets").EnumerateArray().Last().GetProperty("count").GetInt64().ShouldBe(series.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task What_another_application_of_the_process_counts_is_not_among_it()
    {
        const string Counted = "route=\"v1/tracks/{id}/stream\"";
        await using var application = await ComposedApplication.StartAsync(Functions);
        await using var other = await ComposedApplication.StartAsync(Functions);
        using var admin = application.Operator();
        using var there = other.Operator();
        using var listener = other.Listener();

        (await listener.GetAsync("/v1/tracks/0000000000000000000000/stream")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync("the request is counted where it was made", TimeSpan.FromSeconds(10), async () => (await there.GetStringAsync("/metrics")).Contains(Counted));

        (await admin.GetStringAsync("/metrics")).ShouldNotContain(Counted);
    }

    [Fact]
    public async Task The_page_has_no_numbers_and_names_only_metrics_that_the_code_emits()
    {
        await using var application = await ComposedApplication.StartAsync(Functions);
        using var nobody = application.Anonymous();
        var page = await nobody.GetAsync("/v1/admin/dashboard");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        var named = MetricName().Matches(await page.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).Where(name => !name.StartsWith("dotnet_", StringComparison.Ordinal)).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(9);
        named.Where(name => !EmittedMetrics.Names().Contains(name)).ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task An_operator_sees_plots_move_in_a_real_browser()
    {
        await using var application = await ComposedApplication.StartAsync(Functions);
        var checks = await NodeProgram.RunAsync(
            "browser/dashboard.mjs", application.Address.ToString().TrimEnd('/'), application.Token("ann", scopes: ["admin"]), application.Token(), "/v1/tracks/0000000000000000000000/stream");
        foreach (var check in checks)
            output.WriteLine(check.ToString());
        checks.ShouldNotBeEmpty();
        checks.Where(check => !check.Ok).ShouldBeEmpty();
    }

    [GeneratedRegex("'([a-z]+_[a-z_]+(?:_total|_seconds))'")]
    private static partial Regex MetricName();
}
