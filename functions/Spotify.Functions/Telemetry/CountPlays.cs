using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry;

/// <summary>Reads the hub <c>plays</c> for the ledger.</summary>
public sealed class CountPlays(PlayLedger ledger, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Takes a batch of a partition. An event is parked only for a fault of its own; whatever the store throws fails the batch, which is repeated without
    /// end: the partition waits, the lag shows it, nothing is passed over.
    /// </summary>
    [Function("CountPlays")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Ledger, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var slice in EventSlices.Of(events))
            await RecordAsync(slice, cancellationToken);
        if (events.Length > 0)
            metrics.Lag(EventHubNames.Plays, ConsumerGroups.Ledger, time.GetUtcNow() - events[^1].EnqueuedTime);
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
                await ParkAsync(data, batch, "so old that what was counted of it may be forgotten", cancellationToken);
            }
            else
            {
                batches.Add(batch);
                sources.Add(data);
            }
        }

        var faults = (await ledger.RecordAsync(batches, cancellationToken)).ToDictionary(fault => (fault.UserId, fault.DeviceId, fault.Session), fault => fault.Reason);
        for (var i = 0; i < batches.Count && faults.Count > 0; i++)
        {
            var reason = batches[i].Sessions.Select(session => faults.GetValueOrDefault((batches[i].Listener.UserId, batches[i].DeviceId, session))).FirstOrDefault(one => one is not null);
            if (reason is not null)
                await ParkAsync(sources[i], batches[i], reason, cancellationToken);
        }
    }

    private Task ParkAsync(EventData data, EventBatch? batch, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(EventHubNames.Plays, ConsumerGroups.Ledger, batch?.Listener.UserId, data, reason, cancellationToken);
}
