using System.Diagnostics.Metrics;
using Spotify.Core.Playback;

namespace Spotify.Functions.Playback;

/// <summary>What playback counts.</summary>
internal static class PlaybackMetrics
{
    private static readonly Meter Meter = new("Spotify.Playback");

    private static readonly Counter<long> Streams = Meter.CreateCounter<long>("stream_counts_total", description: "Stream addresses handed out");

    /// <summary>An address was handed out to a listener of this tier.</summary>
    public static void Started(Tier tier) => Streams.Add(1, new KeyValuePair<string, object?>("subscription_type", WireNames.Of(tier)));
}
