using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>
/// Runs one timer function on its schedule, one run after the other. A run is recorded when it has ended, so one that was cut short by the
/// end of the process happens again; runs that were missed while the host was down, or while another run took long, happen once or not at all.
/// </summary>
internal sealed partial class TimerLoop(
    FunctionDescriptor function, TimerTriggerAttribute trigger, TimerSchedule schedule, IFunctionInvoker invoker, TimerRecords? records,
    TimeProvider time, ILogger logger)
{
    // Waits are cut so that a clock that was set, or a machine that slept, is noticed within the hour.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly RetrySchedule _retries = RetrySchedule.Of(function.Retry);
    private DateTimeOffset? _last;
    private DateTimeOffset _updated;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var next = await RestoreAsync();
        var isPastDue = records is not null && time.GetUtcNow() > next;
        if (isPastDue || trigger.RunOnStartup)
            next = await RunOnceAsync(isPastDue, stopping);
        while (true)
        {
            await WaitUntilAsync(next, stopping);
            next = await RunOnceAsync(isPastDue: false, stopping);
        }
    }

    private async Task<DateTimeOffset> RestoreAsync()
    {
        var now = time.GetUtcNow();
        _updated = now;
        if (records is null)
            return schedule.NextAfter(now);
        if (records.Find(function.Name) is not { } record)
        {
            var first = schedule.NextAfter(now);
            await records.SaveAsync(function.Name, new TimerRecord(schedule.Text, null, first, now));
            return first;
        }

        (_last, _updated) = (record.Last, record.Updated);
        // A schedule that was changed is due by what the new one would have done since the record was written.
        return record.Schedule == schedule.Text ? record.Next : schedule.NextAfter(record.Updated);
    }

    private async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken stopping)
    {
        while (moment - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stopping);
    }

    private async Task<DateTimeOffset> RunOnceAsync(bool isPastDue, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var started = time.GetUtcNow();
        await InvokeAsync(Describe(started, isPastDue), stopping);
        var ended = time.GetUtcNow();
        var next = schedule.NextAfter(ended);
        (_last, _updated) = (started, ended);
        if (records is not null)
            await RecordAsync(records, new TimerRecord(schedule.Text, started, next, ended));
        return next;
    }

    private async Task RecordAsync(TimerRecords kept, TimerRecord record)
    {
        try
        {
            await kept.SaveAsync(function.Name, record);
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception)
        {
            // A full disk must not end the schedule; at worst the run is caught up once too often.
            LogNotRecorded(exception, function.Name);
        }
    }

    private TimerInfo Describe(DateTimeOffset now, bool isPastDue) => new()
    {
        IsPastDue = isPastDue,
        ScheduleStatus = records is null
            ? null
            : new ScheduleStatus { Last = _last?.UtcDateTime ?? default, Next = schedule.NextAfter(now).UtcDateTime, LastUpdated = _updated.UtcDateTime },
    };

    private async Task InvokeAsync(TimerInfo info, CancellationToken stopping)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                await invoker.InvokeAsync(function, new TimerTriggerInput(info, retry, _retries.MaxRetryCount), stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // A run that fails is reported; the schedule goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception, function.Name, retry + 1);
            }

            if (!_retries.Allows(retry))
                return;
            await Task.Delay(_retries.DelayBefore(retry), time, stopping);
        }
    }

    [LoggerMessage(10, LogLevel.Error, "Timer function '{Function}' failed at try {Attempt}.")]
    private partial void LogFailed(Exception exception, string function, int attempt);

    [LoggerMessage(11, LogLevel.Error, "The run of timer function '{Function}' could not be recorded; after a restart it may be caught up although it happened.")]
    private partial void LogNotRecorded(Exception exception, string function);
}
