using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class SubOrchestrationTests : IAsyncLifetime
{
    private DurableHarness _host = null!;

    public async Task InitializeAsync() => _host = await DurableHarness.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_child_runs_under_the_id_it_was_given_and_knows_its_parent()
    {
        _host.Probe.Open("g");
        var end = await _host.RunAsync(nameof(Samples.Parent), "g");
        end.ReadOutputAs<string>().ShouldBe($"parent of {end.InstanceId}-child (Parent {end.InstanceId})");
    }

    [Fact]
    public async Task A_child_that_fails_fails_the_call()
    {
        (await _host.RunAsync(nameof(Samples.ParentOfFailing))).ReadOutputAs<string>().ShouldBe("Throws True");
    }

    [Fact]
    public async Task A_failed_child_is_tried_again_under_the_same_id()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.RetriedChild));
        await _host.PassNextTimerAsync();
        await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<int>().ShouldBe(3);
        (await _host.Client.GetInstanceAsync("the-child")).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_child_under_an_id_that_is_taken_fails_the_call()
    {
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.WaitsAtGate), "g", new StartOrchestrationOptions { InstanceId = "p-child" });
        var id = await _host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Parent), "g", new StartOrchestrationOptions { InstanceId = "p" });
        var end = await _host.EndOf(id);
        end.FailureDetails.ShouldNotBeNull().InnerFailure.ShouldNotBeNull().ErrorType.ShouldEndWith("OrchestrationAlreadyExistsException");
    }

    [Fact]
    public async Task A_restart_between_parent_and_child_loses_nothing()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Parent), "g");
        await _host.Probe.Entered("g");
        await _host.RestartAsync();
        _host.Probe.Open("g");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldNotBeNull().ShouldStartWith("parent of");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminating_takes_children_along_where_asked(bool recursive)
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Parent), "g");
        await _host.Probe.Entered("g");
        await _host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stop", recursive));
        (await _host.EndOf(id)).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Terminated);
        if (!recursive)
            _host.Probe.Open("g");
        var child = await _host.EndOf(id + "-child");
        child.RuntimeStatus.ShouldBe(recursive ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_child_that_is_terminated_fails_its_parents_call()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Parent), "g");
        await _host.Probe.Entered("g");
        await _host.Client.TerminateInstanceAsync(id + "-child");
        var end = await _host.EndOf(id);
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().InnerFailure.ShouldNotBeNull().ErrorMessage.ShouldContain("was terminated");
    }

    [Fact]
    public async Task A_recursive_purge_takes_the_children_along()
    {
        _host.Probe.Open("g");
        var end = await _host.RunAsync(nameof(Samples.Parent), "g");
        (await _host.Client.PurgeInstanceAsync(end.InstanceId, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.ShouldBe(2);
        (await _host.Client.GetInstanceAsync(end.InstanceId + "-child")).ShouldBeNull();
    }
}
