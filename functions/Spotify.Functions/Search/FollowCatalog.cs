using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions.Search;

/// <summary>
/// Reads the hub <c>catalog</c> for the index. An event that cannot be read is parked; whatever a store throws fails the batch, which is repeated without end: the partition
/// waits, nothing is passed over.
/// </summary>
public sealed class FollowCatalog(SearchUpdates updates, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Who reads.</summary>
    public const string Group = "search";

    /// <summary>Takes a batch of a partition.</summary>
    [Function(nameof(FollowCatalog))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(CatalogChanges.Hub, ConsumerGroup = Group, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var changes = new List<CatalogChange>();
        foreach (var data in events)
        {
            try
            {
                changes.AddRange(CatalogChanges.Read(data.EventBody.ToMemory().Span));
            }
            catch (FormatException exception)
            {
                await poison.ParkAsync(CatalogChanges.Hub, Group, data, exception.Message, cancellationToken);
            }
        }

        var keys = SearchSource.KeysOf(changes);
        await updates.RefreshAsync(keys, cancellationToken);
        await updates.RefreshLaterAsync(keys, cancellationToken);
        if (events.Length > 0)
            metrics.Handled(CatalogChanges.Hub, Group, events, time.GetUtcNow());
    }
}
