using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class OrchestrationTests : IAsyncLifetime
{
    private DurableHarness _host = null!;

    public async Task InitializeAsync() => _host = await DurableHarness.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Activities_run_in_sequence_and_see_the_instance_id()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Sequence), "x");
        var end = await _host.EndOf(id);

        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        end.ReadOutputAs<string>().ShouldBe("xb!");
        end.ReadInputAs<string>().ShouldBe("x");
        end.Name.ShouldBe(nameof(Samples.Sequence));
        end.IsCompleted.ShouldBeTrue();
        _host.Probe.Calls.ShouldBe([$"{id}:x", $"{id}:xb"]);
    }

    [Fact]
    public async Task Records_travel_as_input_and_output_through_every_hop()
    {
        var end = await _host.RunAsync(nameof(Samples.OrderFlow), new Order("disc", 3));
        end.ReadOutputAs<Order>().ShouldBe(new Order("disc by DescribeOrder", 3));
    }

    [Fact]
    public async Task A_wide_fan_out_comes_back_whole()
    {
        (await _host.RunAsync(nameof(Samples.FanOut), 200)).ReadOutputAs<int>().ShouldBe(199 * 200);
        _host.Probe.Calls.Count.ShouldBe(200);
    }

    [Fact]
    public async Task The_first_of_two_wins()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.FirstOfTwo));
        _host.Probe.Open("fast");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("through fast");
        _host.Probe.Open("slow");
    }

    [Fact]
    public async Task Names_are_found_without_regard_to_case() =>
        (await _host.RunAsync("sequence", "x")).ReadOutputAs<string>().ShouldBe("xb!");

    [Fact]
    public async Task A_failed_activity_can_be_caught_by_its_type() =>
        (await _host.RunAsync(nameof(Samples.CatchesFailure))).ReadOutputAs<string>().ShouldBe("AlwaysFinal 0: boom");

    [Fact]
    public async Task A_failure_keeps_type_message_stack_and_causes()
    {
        var end = await _host.RunAsync(nameof(Samples.FailsDeep));

        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        var task = end.FailureDetails.ShouldNotBeNull();
        task.IsCausedBy<TaskFailedException>().ShouldBeTrue();
        var outer = task.InnerFailure.ShouldNotBeNull();
        outer.ErrorType.ShouldBe("System.InvalidOperationException");
        outer.ErrorMessage.ShouldBe("outer");
        outer.StackTrace.ShouldNotBeNull().ShouldContain(nameof(Samples.Deep));
        outer.InnerFailure.ShouldNotBeNull().IsCausedBy<FinalException>().ShouldBeTrue();
    }

    [Fact]
    public async Task An_orchestrator_that_throws_fails_with_its_own_exception()
    {
        var end = await _host.RunAsync(nameof(Samples.Throws));
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldBe($"{end.InstanceId} broke");
    }

    [Fact]
    public async Task A_missing_orchestrator_is_named()
    {
        var end = await _host.RunAsync("NoSuchOrchestrator");
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("no orchestrator function named 'NoSuchOrchestrator'");
    }

    [Fact]
    public async Task A_missing_activity_is_named()
    {
        var end = await _host.RunAsync(nameof(Samples.CallsMissing));
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("no activity function named 'NoSuchActivity'");
    }

    [Fact]
    public async Task Custom_status_is_seen_while_it_runs_and_after()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        await _host.Probe.Entered("g");
        var running = (await _host.Client.GetInstanceAsync(id, getInputsAndOutputs: true)).ShouldNotBeNull();
        running.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Running);
        running.SerializedCustomStatus.ShouldBe("""{"Step":"gate"}""");
        _host.Probe.Open("g");
        (await _host.EndOf(id)).SerializedCustomStatus.ShouldBe("""{"Step":"gate"}""");
    }

    [Fact]
    public async Task Guids_differ_from_each_other_and_stay_the_same_through_replays()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Guids));
        await _host.Probe.Entered("guids");
        var first = (await _host.Client.GetInstanceAsync(id, getInputsAndOutputs: true)).ShouldNotBeNull().ReadCustomStatusAs<Guid>();
        await _host.RestartAsync();
        _host.Probe.Open("guids");
        var guids = (await _host.EndOf(id)).ReadOutputAs<Guid[]>().ShouldNotBeNull();
        guids[0].ShouldBe(first);
        guids.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_replay_safe_logger_says_each_thing_once()
    {
        await _host.RunAsync(nameof(Samples.Logs));
        _host.Log.Lines.Where(line => line.Message.StartsWith("step ", StringComparison.Ordinal)).Select(line => line.Message)
            .ShouldBe(["step 0 replaying False", "step 1 replaying False", "step 2 replaying False"]);
    }

    [Fact]
    public async Task An_orchestrator_that_awaits_something_else_fails_and_says_so()
    {
        var end = await _host.RunAsync(nameof(Samples.AwaitsOutside));
        end.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("awaits something that is not durable");
    }

    [Fact]
    public async Task An_orchestrator_that_leaves_its_thread_fails_and_says_so()
    {
        var end = await _host.RunAsync(nameof(Samples.LeavesItsThread));
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("awaits something that is not durable");
    }

    [Fact]
    public async Task Code_that_changed_under_a_running_instance_fails_naming_both_sides()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        await _host.Probe.Entered("g");
        await _host.RestartAsync(typeof(ChangedSamples));
        _host.Probe.Open("g");
        var failure = (await _host.EndOf(id)).FailureDetails.ShouldNotBeNull();
        failure.ErrorType.ShouldBe("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException");
        failure.ErrorMessage.ShouldContain("history has a call of activity 'Gated'");
        failure.ErrorMessage.ShouldContain("the code now did a call of activity 'Echo'");
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_still_runs_even_after_a_restart()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.ForgetsActivity));
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("done");
        await _host.Probe.Entered("forgotten");
        await _host.RestartAsync();
        await DurableHarness.Until(() => _host.Probe.Counts["forgotten"] == 2);
        _host.Probe.Open("forgotten");
    }
}
