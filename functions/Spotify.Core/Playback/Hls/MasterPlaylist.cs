using System.Globalization;
using System.Text;

namespace Spotify.Core.Playback.Hls;

/// <summary>Writes a track's master playlist (RFC 8216): the rungs that a listener may have.</summary>
public static class MasterPlaylist
{
    // What players begin with before they know the network; the data saver would be heard.
    private const Quality First = Quality.Normal;

    /// <summary>The rungs that a tier may have, in the order of the playlist: the one to begin with, then the others ascending.</summary>
    /// <param name="audio">The track's files.</param>
    /// <param name="tier">What the listener pays for.</param>
    public static IReadOnlyList<HlsRung> RungsFor(HlsAudio audio, Tier tier)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return
        [
            .. audio.Rungs
                .Where(rung => RungSelector.Permits(tier, rung.Quality, rung.Format, rung.BitrateKbps))
                .OrderBy(rung => rung.Quality != First).ThenBy(rung => rung.Quality),
        ];
    }

    /// <summary>Writes it.</summary>
    /// <param name="rungs">The rungs, at least one.</param>
    /// <param name="uriOf">Where a rung's media playlist is, absolute or relative to this one.</param>
    public static string Write(IReadOnlyList<HlsRung> rungs, Func<HlsRung, string> uriOf)
    {
        ArgumentNullException.ThrowIfNull(rungs);
        ArgumentNullException.ThrowIfNull(uriOf);
        ArgumentOutOfRangeException.ThrowIfZero(rungs.Count);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#EXTM3U\n#EXT-X-VERSION:{MediaPlaylist.Version}\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        foreach (var rung in rungs)
        {
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-STREAM-INF:BANDWIDTH={rung.PeakBandwidth},AVERAGE-BANDWIDTH={rung.AverageBandwidth},CODECS=\"{rung.Codecs}\"\n");
            text.Append(uriOf(rung)).Append('\n');
        }

        return text.ToString();
    }
}
