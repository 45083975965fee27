using System.Globalization;
using System.Text.RegularExpressions;

namespace Spotify.TestSupport.Hls;

/// <summary>A playlist of HTTP Live Streaming, read line by line as RFC 8216 says (section 4).</summary>
public sealed partial class Playlist
{
    private readonly List<PlaylistTag> _tags = [];
    private readonly List<PlaylistSegment> _segments = [];
    private readonly List<PlaylistVariant> _variants = [];
    private readonly List<string> _faults = [];

    private Playlist()
    {
    }

    /// <summary>Its tags in their order, without comments.</summary>
    public IReadOnlyList<PlaylistTag> Tags => _tags;

    /// <summary>Its media segments.</summary>
    public IReadOnlyList<PlaylistSegment> Segments => _segments;

    /// <summary>Its variant streams.</summary>
    public IReadOnlyList<PlaylistVariant> Variants => _variants;

    /// <summary>What cannot be read in it.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The value of a tag, or null where it is not there.</summary>
    public string? Value(string tag) => _tags.FirstOrDefault(one => one.Name == tag)?.Value;

    /// <summary>The initialisation section: its address and its byte range.</summary>
    public (string Uri, long Length, long Offset)? Map { get; private set; }

    /// <summary>Reads a playlist; what is wrong with it is in <see cref="Faults"/>.</summary>
    public static Playlist Read(string text)
    {
        var playlist = new Playlist();
        if (text.StartsWith('\uFEFF'))
            playlist._faults.Add("it begins with a byte order mark");
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\r')))
            playlist._faults.Add("it holds control characters");
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length > 0)
            playlist._faults.Add("its last line has no end");
        if (lines[0] != "#EXTM3U")
            playlist._faults.Add("its first line is not #EXTM3U");
        playlist.ReadLines(lines);
        return playlist;
    }

    /// <summary>The attributes of a list (4.2), by name.</summary>
    public static Dictionary<string, string>? Attributes(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var rest = text; ;)
        {
            var match = Attribute().Match(rest);
            if (!match.Success || !found.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
                return null;
            rest = rest[match.Length..];
            if (rest.Length == 0)
                return found;
            if (!rest.StartsWith(','))
                return null;
            rest = rest[1..];
        }
    }

    private void ReadLines(List<string> lines)
    {
        (double? Duration, (long Length, long? Offset)? Range) segment = (null, null);
        Dictionary<string, string>? variant = null;
        foreach (var (number, line) in lines.Index())
        {
            if (line.Length == 0 || (line.StartsWith('#') && !line.StartsWith("#EXT", StringComparison.Ordinal)))
                continue;
            if (!line.StartsWith('#'))
            {
                if (variant is not null)
                    _variants.Add(new PlaylistVariant(variant, line));
                else
                    AddSegment(number, line, segment.Duration, segment.Range);
                (segment, variant) = ((null, null), null);
                continue;
            }

            if (variant is not null)
                _faults.Add($"line {number + 1}: #EXT-X-STREAM-INF is not followed by an address");
            var cut = line.IndexOf(':', StringComparison.Ordinal);
            var tag = new PlaylistTag(cut < 0 ? line : line[..cut], cut < 0 ? null : line[(cut + 1)..], _segments.Count);
            _tags.Add(tag);
            switch (tag.Name)
            {
                case "#EXTINF":
                    segment.Duration = ReadDuration(number, tag.Value);
                    break;
                case "#EXT-X-BYTERANGE":
                    segment.Range = ReadRange(number, tag.Value);
                    break;
                case "#EXT-X-MAP":
                    ReadMap(number, tag.Value);
                    break;
                case "#EXT-X-STREAM-INF":
                    variant = Attributes(tag.Value ?? "");
                    if (variant is null)
                        _faults.Add($"line {number + 1}: this is no list of attributes");
                    break;
            }
        }

        if (variant is not null || segment.Duration is not null)
            _faults.Add("its last tag is not followed by an address");
    }

    private void AddSegment(int number, string uri, double? duration, (long Length, long? Offset)? range)
    {
        if (duration is null)
            _faults.Add($"line {number + 1}: the segment has no #EXTINF");
        var before = _segments.LastOrDefault();
        var offset = range is null ? null : range.Value.Offset ?? (before?.Uri == uri ? before.Offset + before.Length : null);
        if (range is not null && offset is null)
            _faults.Add($"line {number + 1}: the byte range has no beginning, and no segment of the same file comes before it");
        _segments.Add(new PlaylistSegment(uri, duration ?? 0, range?.Length, offset));
    }

    private double? ReadDuration(int number, string? value)
    {
        var text = value?.Split(',', 2);
        if (text is [var duration, _] && DecimalFloat().IsMatch(duration))
            return double.Parse(duration, CultureInfo.InvariantCulture);
        _faults.Add($"line {number + 1}: #EXTINF holds no duration and comma");
        return 0;
    }

    private (long Length, long? Offset)? ReadRange(int number, string? value)
    {
        var match = Range().Match(value ?? "");
        if (match.Success)
            return (Number(match.Groups[1].Value), match.Groups[2].Success ? Number(match.Groups[2].Value) : null);
        _faults.Add($"line {number + 1}: this is no byte range");
        return null;
    }

    private void ReadMap(int number, string? value)
    {
        var attributes = Attributes(value ?? "");
        if (attributes is null || !attributes.TryGetValue("URI", out var uri) || !uri.StartsWith('"'))
        {
            _faults.Add($"line {number + 1}: #EXT-X-MAP has no quoted URI");
            return;
        }

        var range = attributes.TryGetValue("BYTERANGE", out var text) && text.StartsWith('"') ? ReadRange(number, text.Trim('"')) : null;
        Map = (uri.Trim('"'), range?.Length ?? 0, range?.Offset ?? 0);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([A-Z0-9-]+)=(\"[^\"\r\n]*\"|[^\",\\s]+)")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\d+(\.\d+)?$")]
    private static partial Regex DecimalFloat();

    [GeneratedRegex(@"^(\d+)(?:@(\d+))?$")]
    private static partial Regex Range();
}

/// <summary>A tag.</summary>
/// <param name="Name">With its number sign.</param>
/// <param name="Value">What follows the colon; null where there is none.</param>
/// <param name="Segment">How many segments come before it.</param>
public sealed record PlaylistTag(string Name, string? Value, int Segment);

/// <summary>A media segment.</summary>
/// <param name="Uri">Its address.</param>
/// <param name="Duration">In seconds.</param>
/// <param name="Length">Bytes of its range; null for the whole file.</param>
/// <param name="Offset">Where the range begins.</param>
public sealed record PlaylistSegment(string Uri, double Duration, long? Length, long? Offset);

/// <summary>A variant stream.</summary>
/// <param name="Attributes">Of its #EXT-X-STREAM-INF, quotes kept.</param>
/// <param name="Uri">Its playlist.</param>
public sealed record PlaylistVariant(IReadOnlyDictionary<string, string> Attributes, string Uri)
{
    /// <summary>A quoted attribute's text, or a plain one's.</summary>
    public string Text(string name) => Attributes[name].Trim('"');

    /// <summary>An attribute that is a whole number.</summary>
    public long Number(string name) => long.Parse(Attributes[name], CultureInfo.InvariantCulture);
}
