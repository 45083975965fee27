using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Timers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");
    private readonly TimerProbe _probe = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("timers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_timer_runs_at_every_occurrence_and_knows_the_next()
    {
        await using var host = await StartAsync<HalfHourly>();

        await AdvanceAsync(30 * Minute);
        var first = await _probe.NextRunAsync();
        first.IsPastDue.ShouldBeFalse();
        first.ScheduleStatus!.Next.ShouldBe(new DateTime(2026, 11, 20, 11, 30, 0, DateTimeKind.Utc));
        await AdvanceAsync(60 * Minute);
        var second = await _probe.NextRunAsync();
        second.ScheduleStatus!.Last.ShouldBe(new DateTime(2026, 11, 20, 10, 30, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task What_was_missed_while_the_host_was_down_is_caught_up_exactly_once()
    {
        await using (await StartAsync<HalfHourly>())
            _probe.HasNoRun.ShouldBeTrue();
        _time.Advance(TimeSpan.FromHours(5));

        await using (await StartAsync<HalfHourly>())
        {
            (await _probe.NextRunAsync()).IsPastDue.ShouldBeTrue();
            await AdvanceAsync(30 * Minute);
            (await _probe.NextRunAsync()).IsPastDue.ShouldBeFalse();
        }

        await using var again = await StartAsync<HalfHourly>();
        await _time.WaitForTimerAsync(due => due == 60 * Minute);
        _probe.HasNoRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_caught_up_without_the_monitor()
    {
        await using (await StartAsync<Unmonitored>())
            _probe.HasNoRun.ShouldBeTrue();
        _time.Advance(TimeSpan.FromHours(5));

        await using var host = await StartAsync<Unmonitored>();
        await AdvanceAsync(30 * Minute);

        var run = await _probe.NextRunAsync();
        run.IsPastDue.ShouldBeFalse();
        run.ScheduleStatus.ShouldBeNull();
        _probe.HasNoRun.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_takes_long_is_never_joined_by_the_next()
    {
        await using var host = await StartAsync<HalfHourly>();
        _probe.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await AdvanceAsync(30 * Minute);
        await _probe.NextRunAsync();

        _time.Advance(TimeSpan.FromHours(3));
        _probe.HasNoRun.ShouldBeTrue();
        _probe.Gate.SetResult();
        await AdvanceAsync(60 * Minute);

        (await _probe.NextRunAsync()).IsPastDue.ShouldBeFalse();
        _probe.Overlapped.ShouldBeFalse();
        _probe.HasNoRun.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_the_shutdown_cut_short_happens_again()
    {
        _probe.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (await StartAsync<HalfHourly>())
        {
            await AdvanceAsync(30 * Minute);
            await _probe.NextRunAsync();
        }

        _time.Advance(Minute);
        _probe.Gate = TimerProbe.Open();
        await using var again = await StartAsync<HalfHourly>();

        (await _probe.NextRunAsync()).IsPastDue.ShouldBeTrue();
    }

    [Fact]
    public async Task A_timer_may_run_at_startup_on_a_schedule_from_the_settings()
    {
        await using var host = await StartAsync<AtStartup>(builder => builder.Configuration["NIGHTLY"] = "0 0 3 * * *");

        var first = await _probe.NextRunAsync();
        first.IsPastDue.ShouldBeFalse();
        first.ScheduleStatus!.Next.ShouldBe(new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc));
        for (var hour = 0; hour < 17; hour++)
            await AdvanceAsync(60 * Minute);
        await _probe.NextRunAsync();
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_schedule_goes_on()
    {
        _probe.Failures = 1;
        await using var host = await StartAsync<HalfHourly>();

        await AdvanceAsync(30 * Minute);
        await _probe.NextRunAsync();
        await AdvanceAsync(60 * Minute);
        await _probe.NextRunAsync();

        host.Log.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Exception is InvalidDataException && line.Message.Contains("'HalfHourly'"));
    }

    [Fact]
    public async Task A_retry_policy_tries_a_failed_run_again_with_growing_waits()
    {
        _probe.Failures = 5;
        await using var host = await StartAsync<Retried>();

        await AdvanceAsync(30 * Minute);
        await _probe.NextRunAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await _probe.NextRunAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await _probe.NextRunAsync();

        await _time.WaitForTimerAsync(due => due > 59 * Minute);
        _probe.HasNoRun.ShouldBeTrue();
    }

    [Fact]
    public async Task A_schedule_that_is_none_is_refused_at_start()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(StartAsync<BadTimer>());

        refused.Message.ShouldContain("'BadSchedule'");
        refused.Message.ShouldContain("every monday");
    }

    /// <summary>Waits until the timer sleeps for that long, then lets the time pass.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        await _time.WaitForTimerAsync(due => due == by);
        _time.Advance(by);
    }

    private Task<RunningHost> StartAsync<TFunctions>(Action<FunctionsApplicationBuilder>? configure = null) => RunningHost.StartAsync<TFunctions>(
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddSingleton(_probe);
            configure?.Invoke(builder);
        },
        _folder);
}
