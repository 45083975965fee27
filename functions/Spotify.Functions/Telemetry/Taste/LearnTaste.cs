using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads the hub <c>plays</c> for history and taste.</summary>
public sealed class LearnTaste(ListenRecorder recorder, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Takes a batch of a partition, by the rules of <see cref="CountPlays"/>: parked for a fault of its own, repeated without end for one of the store.</summary>
    [Function("LearnTaste")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Taste, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var slice in EventSlices.Of(events))
            await RecordAsync(slice, cancellationToken);
        if (events.Length > 0)
            metrics.Lag(EventHubNames.Plays, ConsumerGroups.Taste, time.GetUtcNow() - events[^1].EnqueuedTime);
    }

    private async Task RecordAsync(ArraySegment<EventData> events, CancellationToken cancellationToken)
    {
        var batches = new List<EventBatch>(events.Count);
        var sources = new List<EventData>(events.Count);
        foreach (var data in events)
        {
            if (EventBatch.TryRead(data.EventBody.ToMemory().Span) is not { } batch)
            {
                await ParkAsync(data, null, "not a batch of events of a version that is known", cancellationToken);
            }
            else if (SessionStore.IsTooOld(batch, time.GetUtcNow()))
            {
                await ParkAsync(data, batch, "so old that what was known of its session may be forgotten", cancellationToken);
            }
            else
            {
                batches.Add(batch);
                sources.Add(data);
            }
        }

        var faults = (await recorder.RecordAsync(batches, cancellationToken)).ToLookup(fault => (fault.UserId, fault.DeviceId, fault.Session), fault => fault.Reason);
        for (var i = 0; i < batches.Count && faults.Count > 0; i++)
        {
            var batch = batches[i];
            if (batch.Sessions.SelectMany(session => faults[(batch.Listener.UserId, batch.DeviceId, session)]).FirstOrDefault() is { } reason)
                await ParkAsync(sources[i], batch, reason, cancellationToken);
        }
    }

    private Task ParkAsync(EventData data, EventBatch? batch, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(EventHubNames.Plays, ConsumerGroups.Taste, batch?.Listener.UserId, data, reason, cancellationToken);
}
