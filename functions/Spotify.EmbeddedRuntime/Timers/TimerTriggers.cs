using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>Starts and stops the loops of all timer functions, and checks their schedules beforehand.</summary>
internal sealed partial class TimerTriggers(
    FunctionCatalog catalog, ISettingResolver settings, IFunctionInvoker invoker, IServiceProvider services, TimeProvider time, ILogger<TimerTriggers> logger)
    : IHostedService, IStartupCheck, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    /// <inheritdoc/>
    public IEnumerable<string> FindProblems()
    {
        foreach (var (function, trigger) in catalog.WithTrigger<TimerTriggerAttribute>())
        {
            if (function.TriggerParameter.ParameterType != typeof(TimerInfo))
                yield return $"Function '{function.Name}': the parameter with [TimerTrigger] is a {function.TriggerParameter.ParameterType}; it must be a TimerInfo.";
            if (TryResolve(trigger) is { } text && TimerSchedule.TryParse(text) is null)
                yield return $"Function '{function.Name}': '{text}' is no schedule: write six NCrontab fields, seconds first, such as '0 0 5 * * 1'.";
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var loops = new List<TimerLoop>();
        foreach (var (function, trigger) in catalog.WithTrigger<TimerTriggerAttribute>())
        {
            var schedule = TimerSchedule.TryParse(settings.Resolve(trigger.Schedule))!;
            var monitored = trigger.UseMonitor && !schedule.IsFasterThanAMinute(time.GetUtcNow());
            // Asked for late, so that an application without timers opens no database for them.
            var records = monitored ? services.GetRequiredService<TimerRecords>() : null;
            if (records is not null)
                await records.EnsureAsync();
            loops.Add(new TimerLoop(function, trigger, schedule, invoker, records, time, logger));
        }

        _loops = Task.WhenAll(loops.Select(loop => Task.Run(() => GuardAsync(loop), CancellationToken.None)));
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task GuardAsync(TimerLoop loop)
    {
        try
        {
            await loop.RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of a loop is its cancellation.
        }
#pragma warning disable CA1031 // Nobody awaits a loop before the host stops: what ended it is said when it happens.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogEnded(exception);
        }
    }

    [LoggerMessage(12, LogLevel.Critical, "A timer ended and will not run again before the host restarts.")]
    private partial void LogEnded(Exception exception);

    // A setting that is missing is reported by the check of all functions.
    private string? TryResolve(TimerTriggerAttribute trigger)
    {
        try
        {
            return settings.Resolve(trigger.Schedule);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
