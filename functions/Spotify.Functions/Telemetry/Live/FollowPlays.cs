using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Reads the hub <c>plays</c> for trending and live statistics.</summary>
public sealed class FollowPlays(LiveFollower follower, TelemetryMetrics metrics, TimeProvider time)
{
    /// <summary>Takes a batch of a partition. Whatever the store throws fails the batch, which is repeated without end; repeats change nothing.</summary>
    [Function("FollowPlays")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Trending, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var slice in EventSlices.Of(events))
            await follower.FollowAsync(slice, cancellationToken);
        if (events.Length > 0)
            metrics.Handled(EventHubNames.Plays, ConsumerGroups.Trending, events, time.GetUtcNow());
    }
}
