using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests.Observe;

/// <summary>Dashboards and alerts ask for what the code emits, and every alert has a page that says what to do.</summary>
public partial class DashboardsTests
{
    private static readonly string Runbooks = Path.Combine(Repository.Root, "docs", "runbooks");

    private static readonly HashSet<string> Metrics = [.. Directory.GetFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Instrument().Matches(File.ReadAllText(file)).Select(one => one.Groups[1].Value))];

    private static JsonArray Alerts => JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "observe", "alerts.json")))!.AsArray();

    [Fact]
    public void The_code_has_the_metrics_that_the_design_names() =>
        ((string[])["http_request_duration_seconds", "playback_events_total", "stream_counts_total", "recommendation_generation_seconds", "cache_hits_total", "cache_misses_total"])
            .Except(Metrics).ShouldBeEmpty();

    [Fact]
    public void Every_metric_of_an_alert_is_emitted()
    {
        foreach (var alert in Alerts)
        {
            var named = InQuery(string.Join('\n', alert!["query"]!.AsArray().Select(one => one!.GetValue<string>())));
            named.ShouldNotBeEmpty(alert["name"]!.GetValue<string>());
            named.Except(Metrics).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_metric_of_the_workbook_is_emitted()
    {
        var queries = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "observe", "workbook.json")))!["items"]!.AsArray()
            .Select(one => one!["content"]!["query"]?.GetValue<string>()).OfType<string>().ToList();

        queries.Count.ShouldBeGreaterThan(10);
        queries.SelectMany(InQuery).Except(Metrics).ShouldBeEmpty();
    }

    [Fact]
    public void Every_metric_of_the_Grafana_dashboard_is_emitted()
    {
        var expressions = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "observe", "grafana.json")))!["panels"]!.AsArray()
            .SelectMany(panel => panel!["targets"]!.AsArray()).Select(one => one!["expr"]!.GetValue<string>()).ToList();

        expressions.Count.ShouldBeGreaterThan(10);
        expressions.SelectMany(one => Series().Matches(Grouping().Replace(one, "")).Select(match => Suffix().Replace(match.Groups[1].Value, ""))).Except(Metrics).ShouldBeEmpty();
    }

    [Fact]
    public void Both_dashboards_show_what_the_objectives_are_about()
    {
        foreach (var file in (string[])["workbook.json", "grafana.json"])
        {
            var text = File.ReadAllText(Path.Combine(BicepCompiler.Folder, "observe", file));
            foreach (var metric in (string[])["playback_events_total", "http_request_duration_seconds", "cache_hits_total", "event_consumer_lag_seconds", "stream_counts_total", "recommendation_generation_seconds", "ingestion_turns_waiting"])
                text.ShouldContain(metric, customMessage: file);
        }
    }

    // Azure Monitor keeps sums and counts of a histogram: its percentiles are made of counters by level.
    [Theory]
    [InlineData("playback_first_audio_levels_total", new[] { 150, 200, 500 })]
    [InlineData("playback_authorised_levels_total", new[] { 30 })]
    public void The_workbook_has_the_median_and_the_99th_percentile_of_what_the_objectives_are_about_and_the_budgets_are_levels(string metric, int[] budgets)
    {
        var queries = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "observe", "workbook.json")))!["items"]!.AsArray().Select(one => one!["content"]!["query"]?.GetValue<string>()).OfType<string>();
        var query = queries.Single(one => InQuery(one).Contains(metric));
        query.ShouldContain("percentilesw(ms, times, 50, 99)");
        query.ShouldContain("customDimensions.le");

        using var services = new ServiceCollection().AddMetrics().AddSingleton<SpotifyMetrics>().BuildServiceProvider();
        var levels = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == metric && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            tags[0].Key.ShouldBe("le");
            levels.Add((string)tags[0].Value!);
        });
        listener.Start();
        var metrics = services.GetRequiredService<SpotifyMetrics>();
        foreach (var milliseconds in budgets.Append(60_000))
        {
            metrics.FirstAudio(TimeSpan.FromMilliseconds(milliseconds));
            metrics.RequestAnswered("GET", SpotifyMetrics.AuthorisingRoute, 200, TimeSpan.FromMilliseconds(milliseconds));
        }

        levels.ShouldBe([.. budgets.Select(one => (one / 1000.0).ToString(CultureInfo.InvariantCulture)), "+Inf"], ignoreOrder: true);
        // The word that the query takes for what is above all levels.
        query.ShouldContain("le == \"+Inf\"");
    }

    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Every_alert_has_its_runbook_and_every_runbook_is_found(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var alerts = Alerts.Select(one => one!["name"]!.GetValue<string>()).Concat(deployment.OfType("Microsoft.Insights/metricAlerts").Select(one => one.Name)).ToList();
        var pages = Directory.GetFiles(Runbooks, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();

        alerts.Except(pages).ShouldBeEmpty();
        // What is not an alert's is linked from the page on deployment.
        var deploy = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "deploy.md"));
        pages.Except(alerts).Where(page => !deploy.Contains($"runbooks/{page}.md", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_runbook_says_what_is_noticed_where_to_look_and_what_to_do()
    {
        foreach (var alert in Alerts)
        {
            var page = File.ReadAllText(Path.Combine(Runbooks, alert!["name"]!.GetValue<string>() + ".md"));
            page.ShouldContain("## What listeners or labels notice");
            page.ShouldContain("## Look");
            page.ShouldContain("## Do");
        }
    }

    [Fact]
    public void No_runbook_links_to_a_page_that_there_is_not()
    {
        foreach (var file in Directory.GetFiles(Runbooks, "*.md"))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(file)))
                File.Exists(Path.Combine(Runbooks, link.Groups[1].Value)).ShouldBeTrue($"{Path.GetFileName(file)}: {link.Value}");
        }
    }

    [Fact]
    public void Every_route_that_a_page_names_there_is()
    {
        var routes = AppFunctions.All.Where(one => one.Route is not null).Select(one => "/" + one.Route).ToList();

        foreach (var file in Directory.GetFiles(Runbooks, "*.md").Append(Path.Combine(Repository.Root, "docs", "deploy.md")))
        {
            foreach (Match named in Route().Matches(File.ReadAllText(file)))
                routes.ShouldContain(route => route == named.Value || route.StartsWith(named.Value + "/", StringComparison.Ordinal), $"{Path.GetFileName(file)}: {named.Value}");
        }
    }

    [Fact]
    public void What_wakes_somebody_is_what_the_design_calls_critical() =>
        Alerts.Where(one => one!["severity"]!.GetValue<int>() == 0).Select(one => one!["name"]!.GetValue<string>()).ShouldBe(["playback-success", "api-errors"]);

    private static List<string> InQuery(string query) => [.. Named().Matches(query).SelectMany(match => Quoted().Matches(match.Value)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"Create\w+(?:<\w+>)?\(\s*""([a-z_]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\bname (?:==|in) (?:""\w+""|\([^)]*\))")]
    private static partial Regex Named();

    [GeneratedRegex(@"""(\w+)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b([a-z]+(?:_[a-z]+)+)(?=[\[{)])")]
    private static partial Regex Series();

    [GeneratedRegex(@"by \([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"/(?:v1|health)/[A-Za-z0-9{}/-]*[A-Za-z0-9}]")]
    private static partial Regex Route();

    [GeneratedRegex(@"\]\(([^)#:]+\.md)[^)]*\)")]
    private static partial Regex Link();
}
