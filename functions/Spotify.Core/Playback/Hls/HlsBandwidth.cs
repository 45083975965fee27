namespace Spotify.Core.Playback.Hls;

/// <summary>What a rung needs of the network, as RFC 8216 defines it (4.1, 4.3.4.2), in bit/s, rounded up.</summary>
/// <param name="Peak">The highest bit rate of any run of segments that lasts half to one and a half of the target duration; the mean where the track is shorter.</param>
/// <param name="Average">The mean.</param>
public sealed record HlsBandwidth(long Peak, long Average)
{
    /// <summary>Measures a rung.</summary>
    /// <param name="index">The index that it is in.</param>
    /// <param name="rung">The rung.</param>
    public static HlsBandwidth Of(HlsIndex index, HlsRungIndex rung)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(rung);
        var average = Rate(rung.SegmentBytes.Sum(), index.Samples, index.SampleRate);
        var peak = average;
        var target = (long)MediaPlaylist.TargetDurationOf(index) * index.SampleRate;
        for (var first = 0; first < index.SegmentCount; first++)
        {
            long bytes = 0;
            for (var last = first; last < index.SegmentCount; last++)
            {
                bytes += rung.SegmentBytes[last];
                var samples = index.StartOf(last + 1) - index.StartOf(first);
                if (2 * samples > 3 * target)
                    break;
                if (2 * samples >= target)
                    peak = Math.Max(peak, Rate(bytes, samples, index.SampleRate));
            }
        }

        return new HlsBandwidth(peak, average);
    }

    private static long Rate(long bytes, long samples, int sampleRate) => (long)Math.Ceiling(bytes * 8.0 * sampleRate / samples);
}
