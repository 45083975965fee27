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
            if (EventBatch.TryRead(data.EventBody.ToMemory().Span) is { } batch)
            {
                batches.Add(batch);
                sources.Add(data);
            }
            else
            {
                await ParkAsync(data, "not a batch of events of a version that is known", cancellationToken);
            }
        }

        var faults = (await recorder.RecordAsync(batches, cancellationToken)).ToLookup(fault => (fault.UserId, fault.Session), fault => fault.Reason);
        for (var i = 0; i < batches.Count && faults.Count > 0; i++)
        {
            if (batches[i].Sessions.SelectMany(session => faults[(batches[i].Listener.UserId, session)]).FirstOrDefault() is { } reason)
                await ParkAsync(sources[i], reason, cancellationToken);
        }
    }

    private Task ParkAsync(EventData data, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(EventHubNames.Plays, ConsumerGroups.Taste, data, reason, cancellationToken);
}
