using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// One function's way through one partition: a batch, then the next, in order. A batch that fails through all its retries is passed over, as the platform
/// does; one that the shutdown interrupts is delivered again after it.
/// </summary>
internal sealed partial class PartitionConsumer(
    EventHubFunction function, int index, PartitionLog partition, EventHubSettings settings, EventCheckpoints checkpoints, IFunctionInvoker invoker,
    TriggerLoops loops, TimeProvider time, ILogger logger)
{
    /// <summary>A batch is closed at this size even when more events are allowed, so that memory stays bounded.</summary>
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly RetrySchedule _retries = new(function.Function.Retry);
    private readonly Dictionary<string, object> _bindingData = PartitionContext(function, index);
    private readonly List<EventData> _batch = [];
    private Task _checkpoint = Task.CompletedTask;
    private long _missed;

    /// <summary>Reads until the shutdown; whatever breaks the reading is reported and tried again.</summary>
    public async Task RunAsync()
    {
        while (!loops.Stopping.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync();
            }
            catch (OperationCanceledException) when (loops.Stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A damaged file or a full disk ends neither the process nor the other partitions.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogBroken(exception, function.Function.Name, function.Hub, index);
                await Task.Delay(AfterFailure, time, loops.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static Dictionary<string, object> PartitionContext(EventHubFunction function, int index) => new(StringComparer.Ordinal)
    {
        ["PartitionContext"] = System.Text.Json.JsonSerializer.Serialize(new
        {
            FullyQualifiedNamespace = function.Namespace,
            EventHubName = function.Hub,
            function.ConsumerGroup,
            PartitionId = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }),
    };

    private async Task ConsumeAsync()
    {
        using var reader = new PartitionReader(partition, Start());
        var (handled, written) = (reader.Position - 1, reader.Position - 1);
        try
        {
            for (var batches = 1; !loops.Stopping.IsCancellationRequested; batches++)
            {
                await FillAsync(reader);
                handled = await HandleAsync(handled);
                if (batches % settings.BatchesPerCheckpoint != 0)
                    continue;
                // One checkpoint is on its way to the disk while the next batch is handled; never two, so that they arrive in order.
                await _checkpoint;
                _checkpoint = checkpoints.WriteAsync(function, index, handled);
                written = handled;
            }
        }
        finally
        {
            await _checkpoint;
            if (handled > written)
                await checkpoints.WriteAsync(function, index, handled);
        }
    }

    private long Start()
    {
        var next = checkpoints.Read(function, index) + 1;
        if (next <= partition.NextSequence)
            return next;
        LogAhead(function.Function.Name, next - 1, function.Hub, index, partition.NextSequence);
        return 0;
    }

    private async Task FillAsync(PartitionReader reader)
    {
        _batch.Clear();
        await reader.WaitAsync(loops.Stopping);
        var bytes = reader.Read(_batch, settings.MaxBatchSize, MaxBatchBytes);
        if (reader.Missed > _missed)
            LogMissed(function.Function.Name, reader.Missed - _missed, function.Hub, index);
        _missed = reader.Missed;
        if (_batch.Count < settings.MinBatchSize && bytes < MaxBatchBytes)
            await FillUpAsync(reader, bytes);
    }

    private async Task FillUpAsync(PartitionReader reader, long bytes)
    {
        using var patience = new CancellationTokenSource(settings.MaxWaitTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, loops.Stopping);
        try
        {
            while (_batch.Count < settings.MinBatchSize && bytes < MaxBatchBytes)
            {
                await reader.WaitAsync(either.Token);
                bytes += reader.Read(_batch, settings.MaxBatchSize - _batch.Count, MaxBatchBytes - bytes);
            }
        }
        catch (OperationCanceledException) when (!loops.Stopping.IsCancellationRequested)
        {
            // The wait is over: what there is, is the batch.
        }
    }

    // The last sequence number that is dealt with.
    private async Task<long> HandleAsync(long handled)
    {
        if (_batch.Count == 0)
            return handled;
        if (function.IsBatched)
            return await InvokeAsync(_batch) ? _batch[^1].SequenceNumber : handled;

        var single = new EventData[1];
        foreach (var data in _batch)
        {
            single[0] = data;
            if (loops.Stopping.IsCancellationRequested || !await InvokeAsync(single))
                break;
            handled = data.SequenceNumber;
        }

        return handled;
    }

    // False when the shutdown came between: the events are still to be handled.
    private async Task<bool> InvokeAsync(IReadOnlyList<EventData> events)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var input = new EventTriggerInput(
                    function.Function.TriggerParameter, function.Convert(events), _bindingData, events[0].TraceParent, attempt, _retries.MaxRetryCount);
                await invoker.InvokeAsync(function.Function, input, loops.Aborting);
                return true;
            }
#pragma warning disable CA1031 // Whatever the function threw is a failed try of this batch and nothing else.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (loops.Stopping.IsCancellationRequested)
                    return false;
                if (!_retries.Allows(attempt + 1))
                {
                    LogGaveUp(exception, function.Function.Name, attempt + 1, events[0].SequenceNumber, events[^1].SequenceNumber, function.Hub, index);
                    return true;
                }

                LogRetry(exception, function.Function.Name, attempt + 1, events[0].SequenceNumber, events[^1].SequenceNumber, function.Hub, index);
                await Task.Delay(_retries.DelayBefore(attempt + 1), time, loops.Stopping);
            }
        }
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Error, Message = "{Function} cannot read {Hub}/{Partition}; trying again soon")]
    private partial void LogBroken(Exception exception, string function, string hub, int partition);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Error,
        Message = "{Function} failed {Tries} times on events {First} to {Last} of {Hub}/{Partition} and goes on without them")]
    private partial void LogGaveUp(Exception exception, string function, int tries, long first, long last, string hub, int partition);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Warning, Message = "{Function} failed try {Try} on events {First} to {Last} of {Hub}/{Partition}; it is tried again")]
    private partial void LogRetry(Exception exception, string function, int @try, long first, long last, string hub, int partition);

    [LoggerMessage(EventId = 4114, Level = LogLevel.Warning, Message = "{Function} missed {Count} events of {Hub}/{Partition}: they were older than the retention")]
    private partial void LogMissed(string function, long count, string hub, int partition);

    [LoggerMessage(EventId = 4115, Level = LogLevel.Warning,
        Message = "{Function} had handled event {Handled} of {Hub}/{Partition}, whose log now ends at {Next}: it begins anew")]
    private partial void LogAhead(string function, long handled, string hub, int partition, long next);
}
