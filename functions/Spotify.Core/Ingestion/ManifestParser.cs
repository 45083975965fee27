using System.Globalization;
using System.Text.Json;
using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion;

/// <summary>
/// Reads <c>release.json</c> (CONTRACTS, "Deliver") and reports everything that is wrong at once. Never throws, whatever the bytes: size, depth and counts are
/// bounded before they cost anything, unknown fields are ignored, a field that comes twice is an error.
/// </summary>
public static class ManifestParser
{
    /// <summary>Largest manifest in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 16;

    /// <summary>Most tracks on a release.</summary>
    public const int MaxTracks = 1000;

    private const int MaxReasons = 200;
    private const int MaxText = 500;
    private const int MaxNames = 100;
    private static readonly string[] Types = ["album", "single", "ep", "compilation"];
    private static readonly string[] Tiers = ["free", "premium"];
    private static readonly string[] Uses = ["stream", "download"];

    /// <summary>Reads a manifest.</summary>
    /// <param name="utf8">The file's bytes; a byte order mark may lead.</param>
    public static ManifestResult Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            return Refused($"the manifest has {utf8.Length} bytes; at most {MaxBytes} are read");
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            var faults = new ManifestFaults(MaxReasons);
            var manifest = ReadManifest(new ManifestFields(document.RootElement, "", faults), faults);
            return faults.Reasons.Count == 0 ? new ManifestResult(manifest, []) : new ManifestResult(null, faults.Reasons);
        }
        catch (JsonException problem)
        {
            return Refused($"the manifest is not valid JSON (line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}), has a field twice, or is nested deeper than {MaxDepth}");
        }
        catch (InvalidOperationException)
        {
            // A field's name that is no valid Unicode.
            return Refused("the manifest holds text that is not valid Unicode");
        }
    }

    private static ManifestResult Refused(string detail) => new(null, [new Reason(ReasonCode.InvalidManifest, detail)]);

    private static ReleaseManifest? ReadManifest(ManifestFields root, ManifestFaults faults)
    {
        if (!root.IsObject)
        {
            faults.Add("", "the manifest is a JSON object");
            return null;
        }

        var release = root.Object("release") is { } fields ? ReadRelease(fields) : null;
        var tracks = root.Objects("tracks", MaxTracks, required: true).Select(ReadTrack).ToList();
        var rights = root.Objects("rights", 100, required: false).Select(ReadGrant).ToList();
        if (rights.Count == 0)
            faults.Add(new Reason(ReasonCode.NoDeal, "rights: there is no right, so nobody may hear the release: add at least one"));
        FindRepeats(tracks, faults);
        return faults.Reasons.Count > 0 ? null : new ReleaseManifest(release!, tracks, rights);
    }

    private static ReleaseEntry ReadRelease(ManifestFields fields)
    {
        var upc = fields.Text("upc", 20);
        if (upc is not null && !ManifestCodes.IsUpc(upc))
            fields.Fault("upc", "a UPC has 12 to 14 digits, the last of them the right check digit");
        var date = fields.Text("release_date", 10);
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var released) && date is not null)
            fields.Fault("release_date", "a date is written yyyy-MM-dd");
        return new ReleaseEntry
        {
            Upc = upc ?? "",
            Title = fields.Text("title", MaxText) ?? "",
            Type = fields.Choice("type", Types) ?? "",
            Artists = fields.Texts("artists", MaxNames, MaxText, required: true),
            ReleaseDate = released,
            Genres = fields.Texts("genres", 20, MaxText, required: false),
            PLine = fields.OptionalText("p_line", MaxText) ?? "",
            CLine = fields.OptionalText("c_line", MaxText) ?? "",
            Cover = fields.OptionalText("cover", 2000),
        };
    }

    private static TrackEntry ReadTrack(ManifestFields fields)
    {
        // A name of any length and form is taken in: it is refused by UNSAFE_NAME, on its track alone.
        var sha = fields.Text("sha256", 64)?.ToLowerInvariant();
        if (sha is not null && (sha.Length != 64 || !sha.All(char.IsAsciiHexDigit)))
            fields.Fault("sha256", "a SHA-256 has 64 hexadecimal digits");
        var isrc = fields.Text("isrc", 20);
        var plainIsrc = isrc is null ? null : ManifestCodes.NormaliseIsrc(isrc);
        if (isrc is not null && plainIsrc is null)
            fields.Fault("isrc", "an ISRC has two letters, three letters or digits, and seven digits");
        var language = fields.OptionalText("language", 10);
        if (!string.IsNullOrEmpty(language) && (language.Length != 2 || !language.All(char.IsAsciiLetterLower)))
            fields.Fault("language", "a language is an ISO 639-1 code: two lower-case letters");
        return new TrackEntry
        {
            File = fields.AnyText("file", 2000) ?? "",
            Sha256 = sha ?? "",
            Isrc = plainIsrc ?? "",
            Title = fields.Text("title", MaxText) ?? "",
            Artists = fields.Texts("artists", MaxNames, MaxText, required: true),
            Disc = fields.Number("disc", 1, 100, fallback: 1),
            Number = fields.Number("number", 1, 1000, fallback: null),
            Explicit = fields.Flag("explicit"),
            Language = string.IsNullOrEmpty(language) ? null : language,
        };
    }

    private static RightsGrant ReadGrant(ManifestFields fields)
    {
        var markets = fields.Texts("markets", 300, 10, required: true);
        var except = fields.Texts("except", 300, 10, required: false);
        foreach (var market in markets.Where(market => market != "*" && !ManifestCodes.IsMarket(market)))
            fields.Fault("markets", $"'{market}' is neither * nor an ISO 3166-1 alpha-2 code");
        foreach (var market in except.Where(market => !ManifestCodes.IsMarket(market)))
            fields.Fault("except", $"'{market}' is no ISO 3166-1 alpha-2 code");
        var from = fields.Moment("from", required: true);
        var until = fields.Moment("until", required: false);
        if (from is not null && until is not null && until <= from)
            fields.Fault("until", "the right ends before it begins");
        return new RightsGrant
        {
            Markets = markets,
            Except = except,
            Tiers = fields.Choices("tiers", Tiers),
            Uses = fields.Choices("uses", Uses),
            From = from ?? default,
            Until = until,
        };
    }

    private static void FindRepeats(List<TrackEntry> tracks, ManifestFaults faults)
    {
        var places = new Dictionary<(int, int), int>();
        var recordings = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tracks.Count; i++)
        {
            var track = tracks[i];
            if (track.Number > 0 && !places.TryAdd((track.Disc, track.Number), i))
                faults.Add($"tracks[{i}].number", $"disc {track.Disc}, number {track.Number} is taken by tracks[{places[(track.Disc, track.Number)]}]");
            if (track.Isrc.Length > 0 && !recordings.TryAdd(track.Isrc, i))
                faults.Add($"tracks[{i}].isrc", $"{track.Isrc} is the ISRC of tracks[{recordings[track.Isrc]}] too");
        }
    }
}
