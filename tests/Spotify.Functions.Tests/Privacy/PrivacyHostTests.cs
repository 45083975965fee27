using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Privacy;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Privacy;

/// <summary>Charts, export and erasure in a running host: bindings, orchestrations and what they are composed of.</summary>
public sealed class PrivacyHostTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Type[] Functions =
    [
        typeof(BuildCharts), typeof(PlanCharts), typeof(CountChartRange), typeof(PublishCharts), typeof(RebuildCharts), typeof(GetDailyChart), typeof(GetWeeklyChart),
        typeof(ExportMyData), typeof(ExportUserData), typeof(EraseMyData), typeof(EraseUserData), typeof(GetErasure),
        typeof(EraseListener), typeof(DestroyListenerKey), typeof(SweepPersonalData), typeof(FinishErasure), typeof(AnswerUnknownRoute),
    ];

    private ComposedApplication _application = null!;
    private HttpClient _client = null!;

    private IDocumentStore Documents => _application.Documents;

    public async Task InitializeAsync()
    {
        _application = await ComposedApplication.StartAsync(Functions);
        _client = _application.Anonymous();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task An_operator_has_charts_built_and_a_listener_reads_them()
    {
        var yesterday = DateOnly.FromDateTime(DateTimeOffset.UtcNow.UtcDateTime).AddDays(-1);
        var date = yesterday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var track = SpotifyId.Derive("track", "charted");
        var day = new TrackDay { Track = track, Counts = new() { ["SE"] = new() { ["free"] = 3, ["premium"] = 4 } }, Excluded = [] };
        await Documents.WriteAsync(DocumentContainer.Aggregates, CounterShards.ScopeOf(track, 0), DocumentOperation.Create(TrackDay.IdOf(yesterday), day));

        (await SendAsync(HttpMethod.Post, $"/v1/admin/charts/{date}", "listener")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Post, $"/v1/admin/charts/{date}", "operator", "admin")).Status.ShouldBe(HttpStatusCode.Accepted);

        foreach (var period in (string[])["daily", "weekly"])
        {
            var body = "";
            await Eventually.HoldsAsync($"the {period} chart is there", Patience, async () =>
            {
                (var status, body) = await SendAsync(HttpMethod.Get, $"/v1/charts/{period}?market=SE&date={date}", "listener");
                return status == HttpStatusCode.OK;
            });
            var entry = JsonDocument.Parse(body).RootElement.GetProperty("entries")[0];
            (entry.GetProperty("track").GetString(), entry.GetProperty("plays").GetInt64()).ShouldBe((track, 7));
        }
    }

    [Fact]
    public async Task A_listener_takes_a_copy_and_has_everything_erased_and_an_operator_sees_how_far_it_is()
    {
        await Documents.WriteAsync(DocumentContainer.Users, "listener", DocumentOperation.Upsert("profile", new { type = "profile", name = "Åsa" }));
        (await SendAsync(HttpMethod.Get, "/v1/me/data", "listener")).Body.ShouldContain("Åsa");
        (await SendAsync(HttpMethod.Get, "/v1/admin/users/listener/data", "listener")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Get, "/v1/admin/users/listener/data", "operator", "admin")).Body.ShouldContain("Åsa");

        var (status, body) = await SendAsync(HttpMethod.Delete, "/v1/me/data", "listener");
        status.ShouldBe(HttpStatusCode.Accepted);
        var instance = JsonDocument.Parse(body).RootElement.GetProperty("instance").GetString();
        await Eventually.HoldsAsync("the first sweep is done", Patience, async () => !(await SendAsync(HttpMethod.Get, "/v1/me/data", "listener")).Body.Contains("Åsa", StringComparison.Ordinal));

        // It waits now until every process has forgotten the key.
        var answer = await SendAsync(HttpMethod.Get, $"/v1/admin/erasures/{instance}", "operator", "admin");
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetString().ShouldBe("running");
        (await SendAsync(HttpMethod.Get, "/v1/admin/erasures/erase-nothing", "operator", "admin")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, "/v1/admin/users/listener/data", "operator", "admin")).Body.ShouldContain(instance!);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string user, params string[] scopes)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _application.Token(user, scopes: scopes));
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
