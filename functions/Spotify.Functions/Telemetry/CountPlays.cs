using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry;

/// <summary>Reads the hub <c>plays</c> for the ledger.</summary>
public sealed class CountPlays(PlayLedger ledger, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Takes a batch of a partition. While the store is away the partition waits, retrying for ever: nothing is lost, the lag shows.</summary>
    [Function("CountPlays")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Ledger, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var batches = new List<EventBatch>(events.Length);
        foreach (var data in events)
        {
            if (EventBatch.TryRead(data.EventBody.ToMemory().Span) is { } batch)
                batches.Add(batch);
            else
                await poison.ParkAsync(EventHubNames.Plays, ConsumerGroups.Ledger, data, "not a batch of events of a version that is known", cancellationToken);
        }

        try
        {
            await ledger.RecordAsync(batches, cancellationToken);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            await RecordEachAsync(events, cancellationToken);
        }

        if (events.Length > 0)
            metrics.Lag(EventHubNames.Plays, ConsumerGroups.Ledger, time.GetUtcNow() - events[^1].EnqueuedTime);
    }

    // A fault of ours with one event must not hold up the others: each by itself, and what fails alone is parked.
    private async Task RecordEachAsync(EventData[] events, CancellationToken cancellationToken)
    {
        foreach (var data in events)
        {
            if (EventBatch.TryRead(data.EventBody.ToMemory().Span) is not { } batch)
                continue;
            try
            {
                await ledger.RecordAsync([batch], cancellationToken);
            }
            catch (Exception exception) when (IsFault(exception))
            {
                await poison.ParkAsync(EventHubNames.Plays, ConsumerGroups.Ledger, data, exception.ToString(), cancellationToken);
            }
        }
    }

    private static bool IsFault(Exception exception) => exception is not (TransientException or OperationCanceledException or OutOfMemoryException);
}
