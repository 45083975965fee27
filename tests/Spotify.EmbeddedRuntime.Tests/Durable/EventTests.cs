using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class EventTests : IAsyncLifetime
{
    private DurableHarness _host = null!;

    public async Task InitializeAsync() => _host = await DurableHarness.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Events_that_come_early_are_kept_in_order_and_taken_once()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.CollectsEvents), 3);
        foreach (var item in new[] { "a", "b", "c", "d" })
            await _host.Client.RaiseEventAsync(id, "item", item);
        _host.Probe.Open("collect");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("a,b,c");
    }

    [Fact]
    public async Task Events_that_were_acknowledged_survive_a_kill()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.CollectsEvents), 3);
        await _host.Client.RaiseEventAsync(id, "Item", "a");
        await _host.Client.RaiseEventAsync(id, "Item", "b");
        await _host.RestartAsync();
        await _host.Client.RaiseEventAsync(id, "Item", "c");
        await _host.RestartAsync();
        _host.Probe.Open("collect");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("a,b,c");
    }

    [Fact]
    public async Task Events_go_on_to_the_next_run_in_order()
    {
        var id = await _host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Samples.OneEventARun), null, new StartOrchestrationOptions { StartAt = _host.Clock.GetUtcNow().AddMinutes(1) });
        foreach (var item in new[] { "1", "2", "3", "4", "end" })
            await _host.Client.RaiseEventAsync(id, "Item", item);
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("1234end");
    }

    [Fact]
    public async Task Events_are_dropped_at_the_next_run_where_the_code_says_so()
    {
        var id = await _host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Samples.DropsEvents), false, new StartOrchestrationOptions { StartAt = _host.Clock.GetUtcNow().AddMinutes(1) });
        await _host.Client.RaiseEventAsync(id, "Item", "old");
        await _host.Client.RaiseEventAsync(id, "go");
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await DurableHarness.Until(async () => (await _host.Client.GetInstanceAsync(id, true))!.SerializedInput == "true");
        await _host.Client.RaiseEventAsync(id, "Item", "new");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("new");
    }

    [Fact]
    public async Task An_orchestration_sends_an_event_to_another()
    {
        var receiver = await _host.ScheduleAsync(nameof(Samples.TimerOrApproval));
        await _host.RunAsync(nameof(Samples.SendsTo), receiver);
        (await _host.EndOf(receiver)).ReadOutputAs<string>().ShouldBe("approved by a friend, timer Canceled");
    }

    [Fact]
    public async Task An_event_for_nobody_or_for_one_that_ended_is_lost_without_harm()
    {
        await _host.Client.RaiseEventAsync("nobody", "Item", "x");
        var end = await _host.RunAsync(nameof(Samples.Sequence));
        await _host.Client.RaiseEventAsync(end.InstanceId, "Item", "x");
        (await _host.Client.GetInstanceAsync(end.InstanceId)).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task Continued_as_new_it_starts_afresh_and_ends_once()
    {
        var end = await _host.RunAsync(nameof(Samples.CountsRuns), 0);
        end.ReadOutputAs<int>().ShouldBe(10);
        end.ReadInputAs<int>().ShouldBe(5);
        _host.Probe.Calls.ShouldBe(["twice 0", "twice 1", "twice 2", "twice 3", "twice 4", "twice 5"]);
    }
}
