using Azure.Messaging.EventHubs;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Cuts a batch of a hub into parts of bounded size, so that what a consumer holds in memory does not grow with the size of requests: an event of the hub
/// may hold one report or a thousand. What was done of a batch that is delivered again is found done.
/// </summary>
internal static class EventSlices
{
    /// <summary>Bytes of bodies in a slice: about twenty thousand reports.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The slices in order, none empty; one event over the bound is a slice by itself.</summary>
    public static IEnumerable<ArraySegment<EventData>> Of(EventData[] events, int maxBytes = MaxBytes)
    {
        var (first, bytes) = (0, 0L);
        for (var i = 0; i < events.Length; i++)
        {
            var size = events[i].EventBody.ToMemory().Length;
            if (i > first && bytes + size > maxBytes)
            {
                yield return new ArraySegment<EventData>(events, first, i - first);
                (first, bytes) = (i, 0);
            }

            bytes += size;
        }

        if (first < events.Length)
            yield return new ArraySegment<EventData>(events, first, events.Length - first);
    }
}
