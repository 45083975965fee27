using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Reads the hub <c>plays</c> for the archive.</summary>
public sealed class ArchivePlays(EventArchive archive)
{
    /// <summary>Keeps a batch of a partition. Whatever the storage throws fails it, and it is repeated without end, as with the ledger.</summary>
    [Function("ArchivePlays")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Archive, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken) => archive.KeepAsync(EventHubNames.Plays, events, cancellationToken);
}
