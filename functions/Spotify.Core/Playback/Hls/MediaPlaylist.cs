using System.Globalization;
using System.Text;

namespace Spotify.Core.Playback.Hls;

/// <summary>Writes a rung's media playlist (RFC 8216): the whole track, as byte ranges of one file.</summary>
public static class MediaPlaylist
{
    /// <summary>The version of the format that all playlists here are written in.</summary>
    public const int Version = 7;

    /// <summary>Writes it.</summary>
    /// <param name="index">Where the track is cut.</param>
    /// <param name="rung">The rung, one of the index's.</param>
    /// <param name="url">Where the rung's file is: an absolute address.</param>
    public static string Write(HlsIndex index, HlsRungIndex rung, string url)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(rung);
        ArgumentNullException.ThrowIfNull(url);
        if (url.AsSpan().IndexOfAny("\"\r\n") >= 0)
            throw new ArgumentException("No playlist can hold such an address.", nameof(url));
        var text = new StringBuilder(400 + (index.SegmentCount * (url.Length + 60)));
        text.Append(CultureInfo.InvariantCulture, $"#EXTM3U\n#EXT-X-VERSION:{Version}\n#EXT-X-TARGETDURATION:{TargetDurationOf(index)}\n#EXT-X-MEDIA-SEQUENCE:0\n");
        text.Append("#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"{url}\",BYTERANGE=\"{rung.InitBytes}@0\"\n");
        var at = rung.InitBytes;
        for (var segment = 0; segment < index.SegmentCount; segment++)
        {
            var (seconds, microseconds) = Math.DivRem(index.MicrosecondsOf(segment), 1_000_000);
            text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{seconds}.{microseconds:000000},\n#EXT-X-BYTERANGE:{rung.SegmentBytes[segment]}@{at}\n{url}\n");
            at += rung.SegmentBytes[segment];
        }

        return text.Append("#EXT-X-ENDLIST\n").ToString();
    }

    /// <summary>The target duration in seconds: no segment, rounded, is longer.</summary>
    internal static int TargetDurationOf(HlsIndex index) =>
        (int)Math.Max(1, Math.Round((double)Math.Min(index.Samples, index.SegmentSamples) / index.SampleRate, MidpointRounding.AwayFromZero));
}
