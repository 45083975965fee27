using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed class TimerAndRetryTests : IAsyncLifetime
{
    private DurableHarness _host = null!;

    public async Task InitializeAsync() => _host = await DurableHarness.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_timer_waits_for_its_time_and_no_longer()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Sleeps), 90);
        await DurableHarness.Until(() => _host.Clock.NextDue is not null);
        _host.Clock.Advance(TimeSpan.FromSeconds(89));
        (await _host.Client.GetInstanceAsync(id)).ShouldNotBeNull().IsRunning.ShouldBeTrue();
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("90");
    }

    [Fact]
    public async Task A_timer_of_months_survives_the_limits_of_system_timers()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Sleeps), TimeSpan.FromDays(100).TotalSeconds);
        for (var day = 0; day < 100; day++)
            await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("8640000");
    }

    [Fact]
    public async Task A_timer_that_came_due_while_the_host_was_down_fires_after_the_start()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Sleeps), 60);
        await DurableHarness.Until(() => _host.Clock.NextDue is not null);
        await _host.KillAsync();
        _host.Clock.Advance(TimeSpan.FromHours(1));
        await _host.StartAsync();
        _host.Clock.Advance(TimeSpan.Zero);
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("3600");
    }

    [Fact]
    public async Task A_cancelled_timer_lets_the_orchestration_end_at_once()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.TimerOrApproval));
        await _host.Client.WaitForInstanceStartAsync(id);
        await _host.Client.RaiseEventAsync(id, "approval", "Ann");
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("approved by Ann, timer Canceled");
    }

    [Fact]
    public async Task A_timer_that_nobody_beats_wins()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.TimerOrApproval));
        await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("too late");
    }

    [Theory]
    [InlineData(true, "here")]
    [InlineData(false, "timed out")]
    public async Task An_event_with_a_time_limit_comes_or_is_cancelled(bool sent, string expected)
    {
        var id = await _host.ScheduleAsync(nameof(Samples.EventInTime));
        await DurableHarness.Until(() => _host.Clock.NextDue is not null);
        if (sent)
            await _host.Client.RaiseEventAsync(id, "go", "here");
        else
            await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe(expected);
    }

    [Fact]
    public async Task A_policy_retries_with_growing_waits_up_to_the_longest()
    {
        var begun = _host.Clock.GetUtcNow();
        var id = await _host.ScheduleAsync(nameof(Samples.Retries), 3);
        foreach (var seconds in new[] { 10, 30, 55 })
        {
            await _host.PassNextTimerAsync();
            (_host.Clock.GetUtcNow() - begun).TotalSeconds.ShouldBe(seconds);
        }

        (await _host.EndOf(id)).ReadOutputAs<int>().ShouldBe(4);
    }

    [Fact]
    public async Task A_policy_gives_up_after_its_last_attempt()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Retries), 100);
        for (var i = 0; i < 3; i++)
            await _host.PassNextTimerAsync();
        var end = await _host.EndOf(id);
        end.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        end.FailureDetails.ShouldNotBeNull().InnerFailure.ShouldNotBeNull().ErrorMessage.ShouldBe("try 4");
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_tried_again()
    {
        (await _host.RunAsync(nameof(Samples.RetriesOnlyFlaky))).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        _host.Probe.Counts["final"].ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_stops_when_its_time_is_up()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.RetriesInTime));
        for (var i = 0; i < 3; i++)
            await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        _host.Probe.Counts["flaky"].ShouldBe(4);
    }

    [Fact]
    public async Task A_handler_decides_with_what_it_is_told_and_may_wait()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.RetriesByHandler));
        await _host.PassNextTimerAsync();
        await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<string>().ShouldBe("1 try 1 0; 2 try 2 5; got 3");
    }

    [Fact]
    public async Task A_wait_between_retries_survives_a_restart()
    {
        var id = await _host.ScheduleAsync(nameof(Samples.Retries), 1);
        await DurableHarness.Until(() => _host.Clock.NextDue is not null);
        await _host.RestartAsync();
        await _host.PassNextTimerAsync();
        (await _host.EndOf(id)).ReadOutputAs<int>().ShouldBe(2);
    }

    [Fact]
    public void Limits_shorter_than_the_first_wait_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(0, TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.FromSeconds(2), maxRetryInterval: TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.FromSeconds(2), retryTimeout: TimeSpan.FromSeconds(1)));
    }
}
