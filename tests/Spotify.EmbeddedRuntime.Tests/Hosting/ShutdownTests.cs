using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

public sealed class ShutdownTests
{
    private readonly Trail _trail = new();

    [Fact]
    public async Task A_request_under_way_is_answered_before_the_host_stops()
    {
        await using var host = await StartAsync("00:00:10");
        var answer = host.Client.GetStringAsync("/Slow");
        await _trail.Entered.Task;

        var stopped = host.Host.StopAsync();
        _trail.Cancelled.Task.IsCompleted.ShouldBeFalse();
        _trail.Release.SetResult();

        (await answer).ShouldBe("done");
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
        _trail.Cancelled.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_that_outlasts_the_drain_timeout_is_cancelled()
    {
        await using var host = await StartAsync("00:00:00.050");
        var answer = host.Client.GetStringAsync("/Slow");
        await _trail.Entered.Task;

        await host.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        (await _trail.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        await Should.ThrowAsync<HttpRequestException>(answer);
    }

    [Fact]
    public async Task A_function_is_cancelled_when_its_caller_goes_away()
    {
        await using var host = await StartAsync("00:00:10");
        using var impatient = new CancellationTokenSource();
        var answer = host.Client.GetStringAsync("/Slow", impatient.Token);
        await _trail.Entered.Task;

        await impatient.CancelAsync();

        (await _trail.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(answer);
    }

    private Task<RunningHost> StartAsync(string drain) => RunningHost.StartAsync<SlowFunctions>(builder =>
    {
        builder.Services.AddSingleton(_trail);
        builder.Configuration["Embedded:DrainTimeout"] = drain;
    });
}
