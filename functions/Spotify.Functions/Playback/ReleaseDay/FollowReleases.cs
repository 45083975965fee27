using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Notes when published albums open. What cannot be read is parked; a store that throws fails the batch, which is repeated without end.</summary>
public sealed class FollowReleases(ICatalog catalog, Embargoes embargoes, PoisonEvents poison, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Takes a batch of a partition.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FollowReleases))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(CatalogChanges.Hub, ConsumerGroup = ConsumerGroups.ReleaseDay, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var albums = new HashSet<string>(StringComparer.Ordinal);
        foreach (var data in events)
        {
            try
            {
                albums.UnionWith(CatalogChanges.Read(data.EventBody.ToMemory().Span).Where(change => change.Kind == CatalogKinds.Album).Select(change => change.Id));
            }
            catch (FormatException exception)
            {
                await poison.ParkAsync(CatalogChanges.Hub, ConsumerGroups.ReleaseDay, data, exception.Message, cancellationToken);
            }
        }

        foreach (var id in albums)
        {
            if (await catalog.FindAlbumAsync(id, cancellationToken) is { } album)
                await embargoes.NoteAsync(album, cancellationToken);
        }

        if (events.Length > 0)
            metrics.Handled(CatalogChanges.Hub, ConsumerGroups.ReleaseDay, events, time.GetUtcNow());
    }
}
