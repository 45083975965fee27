using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class RecoveryTests
{
    private const string Section = "AzureFunctionsJobHost:extensions:durableTask:";

    [Fact]
    public async Task An_activity_under_way_at_the_kill_runs_again_and_what_was_done_does_not()
    {
        await using var host = await DurableHarness.StartAsync();
        var id = await host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        await host.Probe.Entered("g");
        await host.RestartAsync();
        await DurableHarness.Until(() => host.Probe.Counts["g"] == 2);
        host.Probe.Open("g");
        (await host.EndOf(id)).ReadOutputAs<string>().ShouldBe("through g");
        await host.RestartAsync();
        host.Probe.Calls.ShouldBe([$"{id}:through g"]);
    }

    [Fact]
    public async Task An_instance_that_was_accepted_just_before_the_kill_runs_after_it()
    {
        await using var host = new DurableHarness();
        await host.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
            ids.Add(await host.ScheduleAsync(nameof(Samples.Sequence), $"{i}"));
        await host.RestartAsync();
        for (var i = 0; i < 20; i++)
            (await host.EndOf(ids[i])).ReadOutputAs<string>().ShouldBe($"{i}b!");
    }

    [Fact]
    public async Task Kills_in_the_midst_of_a_fan_out_change_nothing_of_the_result()
    {
        await using var host = await DurableHarness.StartAsync();
        var calls = 0;
        host.Probe.OnActivity = _ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        };
        var id = await host.ScheduleAsync(nameof(Samples.FanOut), 300);
        for (var kill = 0; kill < 4; kill++)
        {
            // A quick machine may be done before the last kill.
            var enough = Volatile.Read(ref calls) + 40;
            await DurableHarness.Until(async () => Volatile.Read(ref calls) >= enough || (await host.Client.GetInstanceAsync(id))!.IsCompleted);
            await host.KillAsync();
            await host.StartAsync();
        }

        (await host.EndOf(id)).ReadOutputAs<int>().ShouldBe(299 * 300);
    }

    [Fact]
    public async Task An_answer_that_came_while_the_host_stopped_in_peace_is_kept()
    {
        await using var host = await DurableHarness.StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Probe.OnActivity = _ =>
        {
            entered.TrySetResult();
            return leave.Task;
        };
        var id = await host.ScheduleAsync(nameof(Samples.FanOut), 1);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var stopping = host.StopAsync();
        leave.SetResult();
        await stopping;
        await host.StartAsync();
        (await host.EndOf(id)).ReadOutputAs<int>().ShouldBe(0);
        host.Probe.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_trace_that_scheduled_it_reaches_its_activities_even_after_a_kill()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is EmbeddedRuntimeTelemetry.SourceName or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        await using var host = await DurableHarness.StartAsync();
        var traces = new ConcurrentQueue<ActivityTraceId>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Probe.OnActivity = async _ =>
        {
            traces.Enqueue(Activity.Current!.TraceId);
            if (first.TrySetResult())
                await new TaskCompletionSource().Task.WaitAsync(host.Stopping);
        };
        ActivityTraceId expected;
        string id;
        using (var caller = source.StartActivity("caller"))
        {
            expected = caller!.TraceId;
            id = await host.ScheduleAsync(nameof(Samples.FanOut), 1);
        }

        await first.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await host.RestartAsync();
        await host.EndOf(id);
        traces.ShouldBe([expected, expected]);
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_host_json_says()
    {
        await using var host = await DurableHarness.StartAsync(new() { [Section + "maxConcurrentActivityFunctions"] = "3" });
        host.Probe.OnActivity = _ => Task.Run(() => Thread.SpinWait(20_000));
        (await host.RunAsync(nameof(Samples.FanOut), 60)).ReadOutputAs<int>().ShouldBe(59 * 60);
        host.Probe.MostAtOnce.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task One_orchestrator_at_a_time_is_enough_for_many_instances()
    {
        await using var host = await DurableHarness.StartAsync(new() { [Section + "maxConcurrentOrchestratorFunctions"] = "1" });
        var ends = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => host.RunAsync(nameof(Samples.Sequence), $"{i}")));
        ends.ShouldAllBe(end => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_limit_that_is_no_number_is_named()
    {
        await using var host = new DurableHarness(new() { [Section + "maxConcurrentActivityFunctions"] = "many" });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync());
        error.Message.ShouldContain("extensions.durableTask.maxConcurrentActivityFunctions");
    }

    [Fact]
    public async Task Middleware_runs_around_each_turn_and_may_fail_it()
    {
        await using var host = new DurableHarness();
        var seen = 0;
        host.Middleware.Add(next => context =>
        {
            Interlocked.Increment(ref seen);
            return context.FunctionDefinition.Name == nameof(Samples.Throws) ? throw new FinalException("not today") : next(context);
        });
        await host.StartAsync();
        (await host.RunAsync(nameof(Samples.Sequence))).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        seen.ShouldBe(5);
        (await host.RunAsync(nameof(Samples.Throws))).FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldBe("not today");
    }
}
