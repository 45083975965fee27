using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Privacy;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Resilience.Ports;

public sealed class ResilientDurableTaskClientTests : IDisposable
{
    private readonly FakeTimeProvider _time = new("2026-11-26T10:00:00Z");
    private readonly Mock<DurableTaskClient> _hub = new("hub");
    private readonly ServiceProvider _services;
    private readonly ResilientDurableTaskClient _client;

    public ResilientDurableTaskClientTests()
    {
        _services = new ServiceCollection().AddSingleton<TimeProvider>(_time)
            .AddResilience(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Faults:Enabled"] = "true" }).Build()).BuildServiceProvider();
        _client = new ResilientDurableTaskClient(_hub.Object, Pipelines);
    }

    private Pipelines Pipelines => _services.GetRequiredService<Pipelines>();

    private CircuitState State => Pipelines.CircuitOf(Dependency.Orchestrations).State;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_hub_that_hangs_and_cannot_be_stopped_lets_its_caller_go_in_time()
    {
        // Whatever it is told, it says nothing.
        _hub.Setup(hub => hub.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns(new TaskCompletionSource<string>().Task);
        var start = _client.ScheduleNewOrchestrationInstanceAsync("Story", null, null);
        start.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<TransientException>(() => start.WaitAsync(TimeSpan.FromSeconds(30)))).Message.ShouldContain("orchestrations took over 00:00:05");
        _hub.Invocations.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Questions_are_asked_again_and_orders_are_given_once()
    {
        var (asked, told) = (0, 0);
        _hub.Setup(hub => hub.GetInstancesAsync("one", false, It.IsAny<CancellationToken>())).Returns(() => ++asked == 1 ? throw new IOException("gone") : Task.FromResult<OrchestrationMetadata?>(new("Story", "one")));
        _hub.Setup(hub => hub.RaiseEventAsync("one", "turn", It.IsAny<object?>(), It.IsAny<CancellationToken>())).Callback(() => told++).ThrowsAsync(new IOException("gone"));

        var question = _client.GetInstanceAsync("one", CancellationToken.None);
        await Eventually.HoldsAsync("the question is asked again", TimeSpan.FromSeconds(30), () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(question.IsCompleted);
        });
        (await question)!.InstanceId.ShouldBe("one");
        asked.ShouldBe(2);

        await Should.ThrowAsync<TransientException>(() => _client.RaiseEventAsync("one", "turn", true));
        told.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_hub_refuses_comes_through_as_it_is_and_opens_no_circuit()
    {
        _hub.Setup(hub => hub.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new OrchestrationAlreadyExistsException());
        for (var i = 0; i < 20; i++)
            await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => _client.ScheduleNewOrchestrationInstanceAsync("Story", null, new StartOrchestrationOptions("one")));
        State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task After_five_failures_the_hub_is_left_alone_and_nobody_waits_for_it()
    {
        _services.GetRequiredService<FaultPlan>().TryInject(Dependency.Orchestrations, new Fault(FaultKind.Down), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await Should.ThrowAsync<TransientException>(() => _client.TerminateInstanceAsync("one", CancellationToken.None));
        State.ShouldBe(CircuitState.Open);

        foreach (var call in (Func<Task>[])
        [
            () => _client.GetInstanceAsync("one"),
            () => _client.SuspendInstanceAsync("one"),
            () => _client.ResumeInstanceAsync("one"),
            () => _client.RestartAsync("one"),
            () => _client.PurgeInstanceAsync("one", CancellationToken.None),
            () => _client.ScheduleNewOrchestrationInstanceAsync("Story", "input", CancellationToken.None),
        ])
            await Should.ThrowAsync<TransientException>(call);
        _hub.Invocations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_function_gets_it_so_that_a_hub_that_hangs_costs_a_request_a_bounded_time_and_operators_see_the_circuit()
    {
        var settings = new Dictionary<string, string?> { ["Faults:Enabled"] = "true", ["Resilience:Orchestrations:Timeout"] = "00:00:00.050", ["Resilience:Orchestrations:Retries"] = "0" };
        await using var application = await ComposedApplication.StartAsync([typeof(GetErasure), typeof(GetHealth)], settings);
        using var caller = application.Operator();
        (await caller.GetAsync("/v1/admin/erasures/erase-one")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        application.Services.GetRequiredService<FaultPlan>().TryInject(Dependency.Orchestrations, new Fault(FaultKind.Silent), TimeSpan.FromMinutes(5)).ShouldBeTrue();

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await caller.GetAsync("/v1/admin/erasures/erase-one");
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        // Far below the 30 s after which the request itself would have been given up.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        var health = (await caller.GetFromJsonAsync<HealthReport>("/v1/admin/health", ApiJson.Options))!;
        health.Dependencies.Single(one => one.Name == "orchestrations").Circuit.ShouldBe(CircuitState.Open);
    }
}
