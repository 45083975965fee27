using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads the hub <c>activity</c> for taste.</summary>
public sealed class LearnSignals(SignalRecorder recorder, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Takes a batch of a partition, by the rules of <see cref="CountPlays"/>: parked for a fault of its own, repeated without end for one of the store.</summary>
    [Function("LearnSignals")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Activity, ConsumerGroup = ConsumerGroups.Taste, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var slice in EventSlices.Of(events))
            await RecordAsync(slice, cancellationToken);
        if (events.Length > 0)
            metrics.Handled(EventHubNames.Activity, ConsumerGroups.Taste, events, time.GetUtcNow());
    }

    private async Task RecordAsync(ArraySegment<EventData> events, CancellationToken cancellationToken)
    {
        var batches = new List<(EventData Data, ActivityBatch Batch)>(events.Count);
        foreach (var data in events)
        {
            if (ActivityBatch.TryRead(data.EventBody.ToMemory().Span) is { } batch)
                batches.Add((data, batch));
            else
                await ParkAsync(data, null, "not a batch of events of a version that is known", cancellationToken);
        }

        var faults = await recorder.RecordAsync([.. batches.Select(one => one.Batch)], cancellationToken);
        foreach (var (data, batch) in batches)
        {
            if (faults.TryGetValue(batch.User, out var reason))
                await ParkAsync(data, batch.User, reason, cancellationToken);
        }
    }

    private Task ParkAsync(EventData data, string? userId, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(EventHubNames.Activity, ConsumerGroups.Taste, userId, data, reason, cancellationToken);
}
