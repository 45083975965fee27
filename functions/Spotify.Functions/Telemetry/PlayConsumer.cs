using Azure.Messaging.EventHubs;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// How every consumer of the hub <c>plays</c> that keeps something handles a batch: an event is parked only for a fault of its own; whatever the store throws fails the
/// batch, which is repeated without end: the partition waits, the lag shows it, nothing is passed over.
/// </summary>
internal sealed class PlayConsumer(string consumerGroup, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Handles a batch of a partition.</summary>
    /// <param name="events">The batch.</param>
    /// <param name="record">Takes in what can be read, and says which sessions have a fault of their own.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    public async Task RunAsync(
        EventData[] events, Func<IReadOnlyCollection<EventBatch>, CancellationToken, Task<IReadOnlyList<SessionFault>>> record, CancellationToken cancellationToken)
    {
        foreach (var slice in EventSlices.Of(events))
            await RecordAsync(slice, record, cancellationToken);
        if (events.Length > 0)
            metrics.Handled(EventHubNames.Plays, consumerGroup, events, time.GetUtcNow());
    }

    private async Task RecordAsync(
        ArraySegment<EventData> events, Func<IReadOnlyCollection<EventBatch>, CancellationToken, Task<IReadOnlyList<SessionFault>>> record, CancellationToken cancellationToken)
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
                await ParkAsync(data, batch, "so old that what was known of its sessions may be forgotten", cancellationToken);
            }
            else
            {
                batches.Add(batch);
                sources.Add(data);
            }
        }

        var faults = (await record(batches, cancellationToken)).ToLookup(fault => (fault.UserId, fault.DeviceId, fault.Session), fault => fault.Reason);
        for (var i = 0; i < batches.Count && faults.Count > 0; i++)
        {
            var batch = batches[i];
            if (batch.Sessions.SelectMany(session => faults[(batch.Listener.UserId, batch.DeviceId, session)]).FirstOrDefault() is { } reason)
                await ParkAsync(sources[i], batch, reason, cancellationToken);
        }
    }

    private Task ParkAsync(EventData data, EventBatch? batch, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(EventHubNames.Plays, consumerGroup, batch?.Listener.UserId, data, reason, cancellationToken);
}
