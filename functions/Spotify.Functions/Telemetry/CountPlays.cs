using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry;

/// <summary>Reads the hub <c>plays</c> for the ledger.</summary>
public sealed class CountPlays(PlayLedger ledger, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    private readonly PlayConsumer _consumer = new(ConsumerGroups.Ledger, poison, metrics, time);

    /// <summary>Takes a batch of a partition, by the rules of <see cref="PlayConsumer"/>.</summary>
    [Function("CountPlays")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Ledger, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken) => _consumer.RunAsync(events, ledger.RecordAsync, cancellationToken);
}
