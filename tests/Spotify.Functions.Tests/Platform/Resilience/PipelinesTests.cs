using Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Settings;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Resilience;

public sealed class PipelinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");
    private readonly Dictionary<string, string?> _settings = new() { ["Faults:Enabled"] = "true" };
    private ServiceProvider? _services;

    private Pipelines Pipelines => Services.GetRequiredService<Pipelines>();

    private ServiceProvider Services => _services ??= new ServiceCollection()
        .AddSingleton<TimeProvider>(_time)
        .AddResilience(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build())
        .BuildServiceProvider();

    public void Dispose() => _services?.Dispose();

    [Fact]
    public async Task What_a_repeat_cannot_spoil_is_tried_again_after_a_pause_and_all_else_is_not()
    {
        var tries = 0;
        var reading = Pipelines.DocumentReads.ExecuteAsync(_ => ++tries < 3 ? throw new TransientException("busy") : ValueTask.FromResult(tries)).AsTask();
        await PassAsync(reading, TimeSpan.FromMilliseconds(50));
        (await reading).ShouldBe(3);
        tries = 0;
        await Should.ThrowAsync<TransientException>(async () => await Pipelines.DocumentWrites.ExecuteAsync<int>(_ => ++tries > 0 ? throw new TransientException("busy") : default));
        tries.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_ends_as_trouble_that_a_repeat_may_mend()
    {
        _settings["Resilience:DelegationKey:Retries"] = "0";
        var call = Pipelines.DelegationKey.ExecuteAsync(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return 1;
        }).AsTask();
        await PassAsync(call, TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<TransientException>(() => call)).Message.ShouldContain("delegation_key took over 00:00:05");
    }

    [Fact]
    public async Task Five_failures_open_the_circuit_of_the_dependency_for_all_its_pipelines_and_no_others()
    {
        for (var i = 0; i < 5; i++)
            await FailAsync();
        Pipelines.Circuits.Where(one => one.State != CircuitState.Closed).ShouldHaveSingleItem().ShouldBe(new DependencyCircuit(Dependency.Documents, CircuitState.Open));
        var called = false;
        await Should.ThrowAsync<TransientException>(async () => await Pipelines.Bulk.ExecuteAsync(_ => ValueTask.FromResult(called = true)));
        called.ShouldBeFalse();
        (await Pipelines.Search.ExecuteAsync(_ => ValueTask.FromResult(1))).ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 3; i++)
            await Pipelines.DocumentWrites.ExecuteAsync(_ => ValueTask.FromResult(1));
        Pipelines.Circuits.ShouldAllBe(one => one.State == CircuitState.Closed);
    }

    [Fact]
    public async Task A_refusal_of_the_dependency_and_a_bug_of_ours_open_no_circuit()
    {
        for (var i = 0; i < 20; i++)
        {
            await Should.ThrowAsync<RequestFailedException>(async () => await Pipelines.Blobs.ExecuteAsync<int>(_ => throw new RequestFailedException(404, "no such blob")));
            await Should.ThrowAsync<ArgumentException>(async () => await Pipelines.Blobs.ExecuteAsync<int>(_ => throw new ArgumentException("bug")));
        }

        Pipelines.Circuits.ShouldAllBe(one => one.State == CircuitState.Closed);
    }

    [Fact]
    public async Task Callers_who_go_away_open_no_circuit()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        for (var i = 0; i < 20; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(async () => await Pipelines.DocumentWrites.ExecuteAsync(async token =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), _time, token);
                return 1;
            }, gone.Token));
        }

        Pipelines.Circuits.ShouldAllBe(one => one.State == CircuitState.Closed);
    }

    [Fact]
    public async Task So_many_are_under_way_and_so_many_wait_and_the_next_is_refused()
    {
        (_settings["Resilience:Search:Concurrency"], _settings["Resilience:Search:Queue"]) = ("2", "1");
        var end = new TaskCompletionSource<int>();
        var calls = Enumerable.Range(0, 3).Select(_ => Pipelines.Search.ExecuteAsync(_ => new ValueTask<int>(end.Task)).AsTask()).ToList();
        await Should.ThrowAsync<TransientException>(async () => await Pipelines.Search.ExecuteAsync(_ => ValueTask.FromResult(1)));
        end.SetResult(7);
        (await Task.WhenAll(calls)).ShouldAllBe(result => result == 7);
        (await Pipelines.Search.ExecuteAsync(_ => ValueTask.FromResult(1))).ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_on_purpose_is_met_by_time_outs_and_circuits_as_a_real_one_is_and_ends_without_anybodys_help()
    {
        Services.GetRequiredService<FaultPlan>().TryInject(Dependency.Events, new Fault(FaultKind.Down), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await Should.ThrowAsync<TransientException>(async () => await Pipelines.Events.ExecuteAsync(_ => ValueTask.FromResult(1)));
        Pipelines.CircuitOf(Dependency.Events).State.ShouldBe(CircuitState.Open);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
            (await Pipelines.Events.ExecuteAsync(_ => ValueTask.FromResult(1))).ShouldBe(1);
        Pipelines.CircuitOf(Dependency.Events).State.ShouldBe(CircuitState.Closed);
    }

    [Theory]
    [InlineData("Resilience:Documents:Timeout", "00:00:00", "Resilience__Documents__Timeout")]
    [InlineData("Resilience:Search:Retries", "9", "Resilience__Search__Retries")]
    [InlineData("Resilience:Blobs:Concurrency", "0", "Resilience__Blobs__Concurrency")]
    [InlineData("Resilience:Circuit:FailuresToOpen", "0", "Resilience__Circuit__FailuresToOpen")]
    [InlineData("Faults:Longest", "1.00:00:00", "Faults__Longest")]
    public void A_number_out_of_its_range_is_named(string setting, string value, string named)
    {
        _settings[setting] = value;
        Services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults()).ShouldHaveSingleItem().ShouldContain(named);
    }

    private Task<TransientException> FailAsync() => Should.ThrowAsync<TransientException>(async () => await Pipelines.DocumentWrites.ExecuteAsync<int>(_ => throw new TransientException("down")));

    private async Task PassAsync(Task task, TimeSpan step)
    {
        for (var i = 0; i < 1000 && !task.IsCompleted; i++)
        {
            _time.Advance(step);
            await Task.Yield();
        }
    }
}
