using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Chaos;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Chaos;

public sealed class ChaosRunnerTests
{
    private static readonly Fault Down = new(FaultKind.Down);

    [Theory]
    [InlineData(null, "true")]
    [InlineData("true", null)]
    public async Task Nothing_is_done_unless_experiments_and_faults_are_both_on(string? chaos, string? faults)
    {
        await using var application = await StartAsync(new Dictionary<string, string?> { ["Chaos:Enabled"] = chaos, ["Faults:Enabled"] = faults });
        var runner = application.Services.GetRequiredService<ChaosRunner>();

        (await runner.RunTodaysAsync(CancellationToken.None)).ShouldBeNull();
        (await runner.RunAsync(Dependency.Documents, Down, CancellationToken.None)).ShouldBeNull();
        application.Services.GetRequiredService<FaultPlan>().Find(Dependency.Documents).ShouldBeNull();
    }

    [Fact]
    public async Task A_fault_that_playback_does_not_mind_stays_its_time_and_the_report_says_that_it_held()
    {
        await using var application = await StartAsync();
        var (experiment, clock) = Begin(application, Dependency.Search);
        await PlayAsync(application, 25);
        await FinishAsync(experiment, clock, TimeSpan.FromSeconds(30));

        var report = (await experiment)!;
        (report.Dependency, report.Fault, report.Outcome, report.Requests, report.Failed).ShouldBe(("search", "down", "held", 25, 0));
        report.Seconds.ShouldBeGreaterThanOrEqualTo(20);
        report.RecoveredSeconds.ShouldNotBeNull();
        application.Services.GetRequiredService<FaultPlan>().Find(Dependency.Search).ShouldBeNull();
        using var client = application.Operator();
        var list = await client.GetFromJsonAsync<ChaosList>("/v1/admin/chaos", ApiJson.Options);
        list!.Enabled.ShouldBeTrue();
        list.Items.ShouldHaveSingleItem().Outcome.ShouldBe("held");
    }

    [Fact]
    public async Task Where_playback_falls_the_fault_is_taken_away_at_once()
    {
        await using var application = await StartAsync();
        var (experiment, clock) = Begin(application, Dependency.Blobs);
        application.Services.GetRequiredService<Mood>().IsBroken = true;
        await PlayAsync(application, 30);
        await FinishAsync(experiment, clock, TimeSpan.FromSeconds(3));

        var report = (await experiment)!;
        (report.Outcome, report.Requests, report.Failed).ShouldBe(("aborted", 30, 30));
        report.Seconds.ShouldBeLessThan(5);
        application.Services.GetRequiredService<FaultPlan>().Find(Dependency.Blobs).ShouldBeNull();
    }

    [Fact]
    public async Task From_a_few_requests_nothing_is_concluded()
    {
        await using var application = await StartAsync();
        var (experiment, clock) = Begin(application, Dependency.Edge);
        application.Services.GetRequiredService<Mood>().IsBroken = true;
        await PlayAsync(application, 3);
        await FinishAsync(experiment, clock, TimeSpan.FromSeconds(30));

        (await experiment)!.Outcome.ShouldBe("inconclusive");
    }

    [Fact]
    public async Task One_fault_at_a_time_and_one_that_stops_midway_leaves_none_behind()
    {
        await using var application = await StartAsync();
        var faults = application.Services.GetRequiredService<FaultPlan>();
        var runner = application.Services.GetRequiredService<ChaosRunner>();
        faults.TryInject(Dependency.Events, Down, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        (await runner.RunAsync(Dependency.Search, Down, CancellationToken.None)).ShouldBeNull();
        faults.Clear(Dependency.Events);

        using var stop = new CancellationTokenSource();
        var experiment = runner.RunAsync(Dependency.Search, Down, stop.Token);
        faults.Find(Dependency.Search).ShouldNotBeNull();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(experiment);
        faults.Find(Dependency.Search).ShouldBeNull();
    }

    private static (Task<ChaosReport?> Experiment, FakeTimeProvider Clock) Begin(ComposedApplication application, Dependency dependency) =>
        (application.Services.GetRequiredService<ChaosRunner>().RunAsync(dependency, Down, CancellationToken.None), application.Services.GetRequiredService<FakeTimeProvider>());

    private static async Task FinishAsync(Task experiment, FakeTimeProvider clock, TimeSpan within)
    {
        for (var passed = TimeSpan.Zero; passed < within && !experiment.IsCompleted; passed += TimeSpan.FromSeconds(1))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await experiment.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task PlayAsync(ComposedApplication application, int requests)
    {
        using var client = application.Listener();
        for (var i = 0; i < requests; i++)
            (await client.GetAsync($"/v1/tracks/{i}/stream")).Dispose();
    }

    private static Task<ComposedApplication> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var clock = new FakeTimeProvider("2026-11-20T10:00:00Z");
        settings ??= new Dictionary<string, string?> { ["Chaos:Enabled"] = "true", ["Faults:Enabled"] = "true", ["Chaos:Lasting"] = "00:00:20" };
        // The runner's clock alone stands: the service itself runs on.
        return ComposedApplication.StartAsync([typeof(Played), typeof(ListChaos)], settings, services => services.AddSingleton(new Mood()).AddSingleton(clock).AddSingleton(provider => new ChaosRunner(
            provider.GetRequiredService<FaultPlan>(), provider.GetRequiredService<Pipelines>(), provider.GetRequiredService<Functions.Platform.Documents.IDocumentStore>(),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ChaosOptions>>(), provider.GetRequiredService<IMeterFactory>(), clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ChaosRunner>.Instance)));
    }

    internal sealed class Mood
    {
        public bool IsBroken { get; set; }
    }

    /// <summary>Stands where streams are authorised.</summary>
    internal sealed class Played(Mood mood)
    {
        [Function("Played")]
        [Access(AccessKind.Listener)]
        [Limit(LimitKind.Playback)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}/stream")] HttpRequest request) =>
            mood.IsBroken ? throw new TransientException("broken") : ApiResults.NoContent();
    }
}
