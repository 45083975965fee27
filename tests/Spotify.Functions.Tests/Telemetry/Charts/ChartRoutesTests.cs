using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Tests.Platform.Durable;
using Xunit;
using Answer = Spotify.Functions.Tests.Platform.Http.Answer;

namespace Spotify.Functions.Tests.Telemetry.Charts;

public sealed class ChartRoutesTests : IAsyncLifetime
{
    private readonly ChartHarness _harness = new();
    private readonly ScheduledRuns _runs = new();

    public async Task InitializeAsync()
    {
        await _harness.PlayAsync(ChartHarness.Today, "a", "SE", 3);
        await _harness.PlayAsync(ChartHarness.Today, "b", "SE", 2);
        await _harness.PlayAsync(ChartHarness.Today.AddDays(-1), "b", "US", 7);
        await _harness.BuildAsync();
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_chart_is_the_callers_market_and_the_newest_date_where_the_request_does_not_say()
    {
        var chart = (await _harness.GetAsync()).Json;
        chart.GetProperty("market").GetString().ShouldBe("SE");
        chart.GetProperty("period").GetString().ShouldBe("daily");
        chart.GetProperty("date").GetString().ShouldBe("2026-11-20");
        chart.GetProperty("final").GetBoolean().ShouldBeFalse();
        chart.GetProperty("as_of").GetDateTimeOffset().ShouldBe(_harness.Clock.Now);
        chart.GetProperty("entries").GetArrayLength().ShouldBe(2);
        chart.TryGetProperty("away", out _).ShouldBeFalse();
        (await _harness.GetAsync(caller: ChartHarness.Swede with { Country = "US" })).Json.GetProperty("date").GetString().ShouldBe("2026-11-19");
    }

    [Theory]
    [InlineData("?market=us", "US")]
    [InlineData("?market=global", "global")]
    [InlineData("?market=SE&unknown=1", "SE")]
    public async Task Any_market_may_be_asked_for(string query, string market) => (await _harness.GetAsync(query)).Json.GetProperty("market").GetString().ShouldBe(market);

    [Fact]
    public async Task A_limit_cuts_the_chart() => (await _harness.EntriesAsync("?limit=1")).Select(entry => entry.Track).ShouldBe(["a"]);

    [Theory]
    [InlineData("?market=SWE", "market")]
    [InlineData("?market=S1", "market")]
    [InlineData("?market=Global", "market")]
    [InlineData("?market=", "market")]
    [InlineData("?market=SE&market=US", "market")]
    [InlineData("?date=2026-13-01", "date")]
    [InlineData("?date=20261120", "date")]
    [InlineData("?date=yesterday", "date")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=51", "limit")]
    [InlineData("?limit=-1", "limit")]
    [InlineData("?limit=ten", "limit")]
    public async Task What_cannot_be_meant_is_refused_by_its_name(string query, string name)
    {
        var answer = await _harness.GetAsync(query);
        answer.Status.ShouldBe(400);
        answer.Reason.ShouldBe("INVALID_REQUEST");
        answer.Message.ShouldContain($"'{name}'");
    }

    [Fact]
    public async Task A_caller_without_a_country_has_to_name_a_market()
    {
        var nobody = ChartHarness.Swede with { Country = "" };
        (await _harness.GetAsync(caller: nobody)).Message.ShouldContain("'market'");
        (await _harness.GetAsync("?market=SE", caller: nobody)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("?market=DE", ChartPeriod.Daily)]
    [InlineData("?date=2025-01-01", ChartPeriod.Daily)]
    [InlineData("?date=2026-11-20", ChartPeriod.Weekly)]
    public async Task Where_there_is_no_chart_the_answer_is_404(string query, ChartPeriod period) => (await _harness.GetAsync(query, period)).Reason.ShouldBe("NOT_FOUND");

    [Fact]
    public async Task A_client_that_has_the_chart_already_is_told_so()
    {
        var first = await _harness.GetAsync();
        var etag = first.Headers.ETag.ToString();
        (await _harness.GetAsync(ifNoneMatch: etag)).Status.ShouldBe(304);
        (await _harness.GetAsync("?limit=1", ifNoneMatch: etag)).Status.ShouldBe(200);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await _harness.BuildAsync();
        (await _harness.GetAsync(ifNoneMatch: etag)).Status.ShouldBe(200);
        first.Headers.CacheControl.ToString().ShouldBe("private, max-age=300");
    }

    [Fact]
    public async Task The_timer_starts_one_build_an_hour_however_often_it_fires()
    {
        var timer = new StartCharts(_harness.Clock, NullLogger<StartCharts>.Instance);
        await timer.Run(new TimerInfo(), _runs, CancellationToken.None);
        _harness.Clock.Advance(TimeSpan.FromMinutes(10));
        await timer.Run(new TimerInfo(), _runs, CancellationToken.None);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        await timer.Run(new TimerInfo(), _runs, CancellationToken.None);
        _runs.Started.Select(run => (run.Orchestrator, run.Instance)).ShouldBe([("BuildCharts", "charts-2026-11-20-10"), ("BuildCharts", "charts-2026-11-20-11")]);
        _runs.Input<ChartsInput>(1).ShouldBe(new ChartsInput(_harness.Clock.Now));
    }

    [Fact]
    public async Task An_operator_has_a_date_built_anew_once_and_again_under_another_name()
    {
        foreach (var query in (string[])["", "", "?replay=after-mending"])
        {
            var answer = await RebuildAsync("2026-11-18", query);
            answer.Status.ShouldBe(202);
            answer.Json.GetProperty("instance").GetString().ShouldBe(query.Length == 0 ? "charts-2026-11-18-operator" : "charts-2026-11-18-operator-after-mending");
        }

        _runs.Started.Select(run => run.Instance).ShouldBe(["charts-2026-11-18-operator", "charts-2026-11-18-operator-after-mending"]);
        _runs.Input<ChartsInput>(0).Date.ShouldBe(new DateOnly(2026, 11, 18));
    }

    [Theory]
    [InlineData("today", "", "date")]
    [InlineData("2026-11-21", "", "date")]
    [InlineData("2023-11-20", "", "date")]
    [InlineData("2026-11-18", "?replay=a/b", "replay")]
    [InlineData("2026-11-18", "?replay=a&replay=b", "replay")]
    public async Task An_operator_s_mistake_is_refused_by_its_name(string date, string query, string name)
    {
        var answer = await RebuildAsync(date, query);
        answer.Status.ShouldBe(400);
        answer.Message.ShouldContain($"'{name}'");
        _runs.Started.ShouldBeEmpty();
    }

    private Task<Answer> RebuildAsync(string date, string query) =>
        ChartHarness.CallAsync(request => new RebuildCharts(_harness.Clock).Run(request, date, _runs, CancellationToken.None), query);
}
