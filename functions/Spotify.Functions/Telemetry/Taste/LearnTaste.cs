using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads the hub <c>plays</c> for history and taste.</summary>
public sealed class LearnTaste(ListenRecorder recorder, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    private readonly PlayConsumer _consumer = new(ConsumerGroups.Taste, poison, metrics, time);

    /// <summary>Takes a batch of a partition, by the rules of <see cref="PlayConsumer"/>.</summary>
    [Function("LearnTaste")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Taste, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken) => _consumer.RunAsync(events, recorder.RecordAsync, cancellationToken);
}
