using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class ClientTests : IAsyncLifetime
{
    private DurableHarness _host = null!;

    private DurableTaskClient Client => _host.Client;

    public async Task InitializeAsync() => _host = await DurableHarness.StartAsync(new() { ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = "OurHub" });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_finished_id_runs_again_by_default()
    {
        await StartAsync("once");
        await _host.EndOf("once");
        await StartAsync("once");
        await _host.EndOf("once");
        _host.Probe.Calls.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_running_id_is_refused_by_default()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.WaitsAtGate), "g", new StartOrchestrationOptions { InstanceId = "busy" });
        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => StartAsync("busy"));
    }

    [Fact]
    public async Task With_every_dedupe_status_an_id_is_used_once_even_after_a_restart()
    {
        var once = new StartOrchestrationOptions("only").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), "x", once);
        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), "x", once));
        await _host.EndOf("only");
        await _host.RestartAsync();
        var error = await Should.ThrowAsync<OrchestrationAlreadyExistsException>(
            () => Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), "x", once));
        error.Message.ShouldContain("'only'");
        error.Message.ShouldContain("Completed");
    }

    [Fact]
    public async Task Of_many_that_start_the_same_id_at_once_one_wins()
    {
        var once = new StartOrchestrationOptions("race").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            try
            {
                await Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), "x", once);
                return true;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return false;
            }
        })));
        outcomes.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task A_scheduled_start_waits_for_its_time_even_over_a_restart()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Samples.Sequence), "x", new StartOrchestrationOptions { InstanceId = "later", StartAt = _host.Clock.GetUtcNow().AddHours(2) });
        (await Client.GetInstanceAsync("later")).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Pending);
        await _host.RestartAsync();
        (await Client.GetInstanceAsync("later")).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Pending);
        _host.Probe.Calls.ShouldBeEmpty();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        (await _host.EndOf("later")).ReadOutputAs<string>().ShouldBe("xb!");
    }

    [Fact]
    public async Task Suspended_it_stands_still_and_resumed_it_has_missed_nothing()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.TimerOrApproval));
        await Client.WaitForInstanceStartAsync(id);
        await Client.SuspendInstanceAsync(id, "wait");
        await DurableHarness.Until(async () => (await Client.GetInstanceAsync(id))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await Client.RaiseEventAsync(id, "Approval", "Ann");
        await _host.RestartAsync();
        (await Client.GetInstanceAsync(id)).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Suspended);
        await Client.ResumeInstanceAsync(id);
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("approved by Ann, timer Canceled");
    }

    [Fact]
    public async Task Suspended_before_its_start_it_starts_when_resumed()
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Samples.Sequence), "x", new StartOrchestrationOptions { StartAt = _host.Clock.GetUtcNow().AddHours(1) });
        await Client.SuspendInstanceAsync(id);
        await DurableHarness.Until(async () => (await Client.GetInstanceAsync(id))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await _host.RestartAsync();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        await Client.ResumeInstanceAsync(id);
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("xb!");
    }

    [Fact]
    public async Task Terminated_it_keeps_the_output_it_was_given_and_later_answers_change_nothing()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        await _host.Probe.Entered("g");
        await Client.TerminateInstanceAsync(id, "enough");
        var end = await _host.EndOf(id);
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Terminated);
        end.ReadOutputAs<string>().ShouldBe("enough");
        _host.Probe.Open("g");
        await _host.RunAsync(nameof(Samples.Sequence));
        (await Client.GetInstanceAsync(id)).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task Payloads_come_only_where_asked_for()
    {
        var end = await _host.RunAsync(nameof(Samples.Sequence), "x");
        var bare = (await Client.GetInstanceAsync(end.InstanceId)).ShouldNotBeNull();
        bare.SerializedOutput.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => bare.ReadOutputAs<string>());
        (await Client.GetInstanceAsync("nobody")).ShouldBeNull();
    }

    [Fact]
    public async Task Waiting_for_nobody_fails_and_a_wait_can_be_given_up()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Client.WaitForInstanceCompletionAsync("nobody"));
        var id = await _host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        using var cancel = new CancellationTokenSource();
        var wait = Client.WaitForInstanceCompletionAsync(id, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_query_pages_through_what_fits()
    {
        for (var i = 0; i < 7; i++)
            await StartAsync($"a{i}");
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.WaitsAtGate), "g", new StartOrchestrationOptions { InstanceId = "a-waiting" });
        await StartAsync("b0");
        for (var i = 0; i < 7; i++)
            await _host.EndOf($"a{i}");

        var query = new OrchestrationQuery(InstanceIdPrefix: "a", Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 3, FetchInputsAndOutputs: true);
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages())
            pages.Add(page);
        pages.Select(page => page.Values.Count).ShouldBe([3, 3, 1]);
        pages.SelectMany(page => page.Values).Select(row => row.InstanceId).ShouldBe(["a0", "a1", "a2", "a3", "a4", "a5", "a6"]);
        pages[0].Values[0].ReadOutputAs<string>().ShouldBe("ab!");

        var rest = new List<string>();
        await foreach (var row in Client.GetAllInstancesAsync(query with { ContinuationToken = pages[1].ContinuationToken }))
            rest.Add(row.InstanceId);
        rest.ShouldBe(["a6"]);
    }

    [Fact]
    public async Task A_query_minds_times_and_hubs()
    {
        await StartAsync("early");
        _host.Clock.Advance(TimeSpan.FromHours(1));
        await StartAsync("late");
        var now = _host.Clock.GetUtcNow();
        (await IdsAsync(new OrchestrationQuery(CreatedFrom: now))).ShouldBe(["late"]);
        (await IdsAsync(new OrchestrationQuery(CreatedTo: now.AddMinutes(-1)))).ShouldBe(["early"]);
        (await IdsAsync(new OrchestrationQuery(TaskHubNames: ["OurHub"]))).Count.ShouldBe(2);
        (await IdsAsync(new OrchestrationQuery(TaskHubNames: ["Other"]))).ShouldBeEmpty();
        Client.Name.ShouldBe("OurHub");
    }

    [Fact]
    public async Task A_purge_forgets_what_ended_and_leaves_what_runs()
    {
        await StartAsync("done");
        await _host.EndOf("done");
        var running = await _host.ScheduleAsync(nameof(Samples.WaitsAtGate), "g");
        (await Client.PurgeInstanceAsync(running)).PurgedInstanceCount.ShouldBe(0);
        (await Client.PurgeInstanceAsync("done")).PurgedInstanceCount.ShouldBe(1);
        (await Client.PurgeInstanceAsync("done")).PurgedInstanceCount.ShouldBe(0);
        (await Client.GetInstanceAsync("done")).ShouldBeNull();
    }

    [Fact]
    public async Task A_purge_by_filter_takes_only_what_fits()
    {
        for (var i = 0; i < 450; i++)
            await StartAsync($"old{i}");
        for (var i = 0; i < 450; i++)
            await _host.EndOf($"old{i}");
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await StartAsync("new");
        await _host.EndOf("new");
        var result = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: _host.Clock.GetUtcNow().AddHours(-1)));
        result.PurgedInstanceCount.ShouldBe(450);
        (await IdsAsync(new OrchestrationQuery())).ShouldBe(["new"]);
    }

    [Fact]
    public async Task A_restart_runs_it_again_with_its_input()
    {
        await StartAsync("again");
        await _host.EndOf("again");
        (await Client.RestartAsync("again")).ShouldBe("again");
        (await _host.EndOf("again")).ReadOutputAs<string>().ShouldBe("ab!");
        var other = await Client.RestartAsync("again", restartWithNewInstanceId: true);
        other.ShouldNotBe("again");
        (await _host.EndOf(other)).ReadInputAs<string>().ShouldBe("a");
        await Should.ThrowAsync<ArgumentException>(() => Client.RestartAsync("nobody"));
    }

    private Task<string> StartAsync(string id) => Client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), "a", new StartOrchestrationOptions { InstanceId = id });

    private async Task<List<string>> IdsAsync(OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var row in Client.GetAllInstancesAsync(query))
            ids.Add(row.InstanceId);
        return ids;
    }
}
