using System.Globalization;
using System.Text.RegularExpressions;

namespace Spotify.TestSupport.Hls;

/// <summary>What RFC 8216 demands of playlists such as ours, section by section; a rule that is broken is told in a sentence.</summary>
public static partial class PlaylistRules
{
    private static readonly string[] OfMaster = ["#EXT-X-STREAM-INF", "#EXT-X-MEDIA", "#EXT-X-I-FRAME-STREAM-INF", "#EXT-X-SESSION-DATA", "#EXT-X-SESSION-KEY"];
    private static readonly string[] OfMediaPlaylist = ["#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE", "#EXT-X-ENDLIST", "#EXT-X-PLAYLIST-TYPE", "#EXT-X-I-FRAMES-ONLY"];
    private static readonly string[] OfSegments = ["#EXTINF", "#EXT-X-BYTERANGE", "#EXT-X-DISCONTINUITY", "#EXT-X-KEY", "#EXT-X-MAP", "#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-DATERANGE"];
    private static readonly string[] OfBoth = ["#EXTM3U", "#EXT-X-VERSION", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-START"];
    private static readonly string[] Once = ["#EXTM3U", "#EXT-X-VERSION", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-START", .. OfMediaPlaylist];

    /// <summary>What is wrong with a master playlist.</summary>
    public static IReadOnlyList<string> FindFaultsOfMaster(string text)
    {
        var playlist = Playlist.Read(text);
        List<string> faults = [.. playlist.Faults, .. FindCommonFaults(playlist, [.. OfBoth, .. OfMaster])];
        if (playlist.Variants.Count == 0)
            faults.Add("4.3.4.2: it has no variant stream");
        foreach (var (number, variant) in playlist.Variants.Index())
        {
            // 4.3.4.2: BANDWIDTH is demanded, CODECS should be there, both bandwidths are decimal integers.
            if (!IsNumber(variant, "BANDWIDTH"))
                faults.Add($"4.3.4.2: variant {number} has no BANDWIDTH");
            else if (variant.Attributes.ContainsKey("AVERAGE-BANDWIDTH") && (!IsNumber(variant, "AVERAGE-BANDWIDTH") || variant.Number("AVERAGE-BANDWIDTH") > variant.Number("BANDWIDTH")))
                faults.Add($"4.3.4.2: variant {number} is wider on average than at its peak");
            if (!variant.Attributes.TryGetValue("CODECS", out var codecs) || !Codecs().IsMatch(codecs))
                faults.Add($"4.3.4.2: variant {number} names no codec as RFC 6381 does");
        }

        return faults;
    }

    /// <summary>What is wrong with a media playlist.</summary>
    public static IReadOnlyList<string> FindFaultsOfMedia(string text)
    {
        var playlist = Playlist.Read(text);
        List<string> faults = [.. playlist.Faults, .. FindCommonFaults(playlist, [.. OfBoth, .. OfMediaPlaylist, .. OfSegments])];
        faults.AddRange(FindDurationFaults(playlist));
        faults.AddRange(FindVersionFaults(playlist));
        foreach (var tag in playlist.Tags.Where(tag => tag.Name is "#EXT-X-MEDIA-SEQUENCE" or "#EXT-X-MAP" && tag.Segment > 0))
            faults.Add($"4.3: {tag.Name} comes after the first segment");
        if (playlist.Value("#EXT-X-PLAYLIST-TYPE") is { } type && type is not ("VOD" or "EVENT"))
            faults.Add("4.3.3.5: the type is neither VOD nor EVENT");
        // 6.2.1: what never changes says that it is complete.
        if (playlist.Value("#EXT-X-PLAYLIST-TYPE") == "VOD" && playlist.Tags[^1].Name != "#EXT-X-ENDLIST")
            faults.Add("4.3.3.4: a whole recording does not end with #EXT-X-ENDLIST");
        faults.AddRange(FindRangeFaults(playlist));
        return faults;
    }

    private static IEnumerable<string> FindCommonFaults(Playlist playlist, IReadOnlyList<string> known)
    {
        foreach (var tag in playlist.Tags.Where(tag => !known.Contains(tag.Name)).Select(tag => tag.Name).Distinct())
            yield return $"4.3: {tag} does not belong into such a playlist";
        foreach (var name in Once.Where(name => playlist.Tags.Count(tag => tag.Name == name) > 1))
            yield return $"4.3: {name} is there more than once";
        if (playlist.Value("#EXT-X-VERSION") is { } version && !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            yield return "4.3.1.2: the version is no number";
    }

    private static IEnumerable<string> FindDurationFaults(Playlist playlist)
    {
        if (!int.TryParse(playlist.Value("#EXT-X-TARGETDURATION"), NumberStyles.None, CultureInfo.InvariantCulture, out var target))
        {
            yield return "4.3.3.1: there is no target duration";
            yield break;
        }

        foreach (var (number, segment) in playlist.Segments.Index())
        {
            if (Math.Round(segment.Duration, MidpointRounding.AwayFromZero) > target)
                yield return $"4.3.3.1: segment {number} is longer than the target duration";
        }
    }

    private static IEnumerable<string> FindVersionFaults(Playlist playlist)
    {
        var version = int.TryParse(playlist.Value("#EXT-X-VERSION"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : 1;
        var needed = playlist.Map is not null ? 6
            : playlist.Segments.Any(segment => segment.Length is not null) ? 4
            : playlist.Tags.Any(tag => tag.Name == "#EXTINF" && tag.Value!.Split(',')[0].Contains('.', StringComparison.Ordinal)) ? 3
            : 1;
        if (version < needed)
            yield return $"7: what it holds needs version {needed}";
    }

    // Beyond the RFC: one file, read from its first byte to its last, each byte once.
    private static IEnumerable<string> FindRangeFaults(Playlist playlist)
    {
        if (playlist.Map is not { } map)
        {
            yield return "3.3: fragmented MP4 needs #EXT-X-MAP";
            yield break;
        }

        var at = map.Offset + map.Length;
        if (map.Offset != 0 || map.Length == 0)
            yield return "the initialisation section is not the beginning of the file";
        foreach (var (number, segment) in playlist.Segments.Index())
        {
            if (segment.Uri != map.Uri)
                yield return $"segment {number} is in another file";
            if (segment.Offset != at || segment.Length is null or 0)
                yield return $"segment {number} does not begin where the one before ends";
            at += segment.Length ?? 0;
        }
    }

    private static bool IsNumber(PlaylistVariant variant, string name) =>
        variant.Attributes.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;

    [GeneratedRegex("^\"[A-Za-z0-9]{4}(\\.[A-Za-z0-9.]+)?(,[A-Za-z0-9]{4}(\\.[A-Za-z0-9.]+)?)*\"$")]
    private static partial Regex Codecs();
}
