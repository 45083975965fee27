using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>The rules that hold whichever version a message is written in, and the manifest that it makes where they do.</summary>
internal sealed class ErnRules(ErnElement root, ErnContent content, MessageHeader header, ErnFaults faults)
{
    private const int MaxText = 500;
    private const int MaxLine = 2000;
    private const int MaxLeftOut = 200;

    private static readonly string[] Tones = ["RingtoneRelease", "RingbackToneRelease", "AlertToneRelease", "VideoMastertoneRelease"];

    /// <summary>The resources that this service does not carry.</summary>
    public List<Reason> Unsupported { get; } = [];

    /// <summary>Whether a kind of release is one of sounds for telephones.</summary>
    public static bool IsTone(ErnElement release) => release.All("ReleaseType").Any(type => Tones.Contains(type.Text));

    /// <summary>Checks it all.</summary>
    /// <returns>The manifest, or null where something is wrong or nothing of it can be carried.</returns>
    public ReleaseManifest? Check()
    {
        CheckReferences();
        foreach (var other in content.Others.Values)
            LeaveOut(other, $"a {other.Name} is left out: this service carries sound recordings and covers");
        foreach (var recording in content.Recordings.Where(recording => recording.Unsupported is not null))
            LeaveOut(recording.At, $"the recording is left out: {recording.Unsupported}");

        var main = FindMain();
        var deals = new ErnDeals(content.Deals, header.CreatedAt, faults);
        CheckDealReferences();
        if (main is null)
            return null;
        // Where nothing of a release can be carried, what else it says does not matter.
        var tracks = PlacesOf(main).ToList();
        if (tracks.Count == 0 && Unsupported.Count > 0 && !faults.Any)
            return null;
        if (tracks.Count == 0)
            faults.Add(main.At, "the release has no recordings");
        if (tracks.Count > ManifestParser.MaxTracks)
        {
            faults.Add(main.At, $"a release has at most {ManifestParser.MaxTracks} tracks");
            return null;
        }

        var singles = content.Releases.Where(release => !release.IsMain && release.Places.Count == 1).ToLookup(release => release.Places[0].Resource, StringComparer.Ordinal);

        var entry = CheckRelease(main, deals);
        var rights = deals.OfRelease(main.References);
        var entries = tracks.ConvertAll(track => CheckTrack(main, [.. singles[track.Recording.Reference]], track.Place, track.Recording, deals, rights));
        FindRepeats(tracks, entries);
        return faults.Any ? null : new ReleaseManifest(entry, entries, rights) { Message = header, Unsupported = Unsupported };
    }

    private void LeaveOut(ErnElement at, string detail)
    {
        if (Unsupported.Count < MaxLeftOut)
            Unsupported.Add(ErnFaults.ReasonAt(ReasonCode.UnsupportedResource, at, detail));
    }

    private void CheckReferences()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in root.Find("ResourceList")?.Children ?? [])
            CheckReference(taken, resource.Find("ResourceReference"), "resource");
        taken.Clear();
        foreach (var reference in content.Releases.SelectMany(release => release.At.All("ReleaseReference")))
            CheckReference(taken, reference, "release");
    }

    private void CheckReference(HashSet<string> taken, ErnElement? reference, string kind)
    {
        if (reference is { Text.Length: > 0 } && !taken.Add(reference.Text))
            faults.Add(reference, $"{ErnFaults.Quote(reference.Text)} is another {kind}'s reference already");
    }

    private void CheckDealReferences()
    {
        var releases = content.Releases.SelectMany(release => release.References).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in content.Deals.SelectMany(deal => deal.Releases).Distinct().Where(reference => !releases.Contains(reference.Text)))
            faults.Add(reference, $"there is no release {ErnFaults.Quote(reference.Text)}");
        var resources = content.Recordings.Select(recording => recording.Reference).Concat(content.Images.Select(image => image.Reference)).Concat(content.Others.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in content.Deals.SelectMany(deal => deal.InstantResources).Where(reference => !resources.Contains(reference.Text)))
            faults.Add(reference, $"there is no resource {ErnFaults.Quote(reference.Text)}");
        foreach (var release in content.Releases.Where(release => !release.IsMain))
        {
            foreach (var place in release.Places.Where(place => !resources.Contains(place.Resource)))
                faults.Add(place.At, $"there is no resource {ErnFaults.Quote(place.Resource)}");
        }
    }

    private ErnRelease? FindMain()
    {
        if (root.Find("ReleaseList") is not { } list)
        {
            faults.Missing(root, "ReleaseList", "a message needs its release");
            return null;
        }

        var main = content.Releases.FindAll(release => release.IsMain);
        if (main.Count == 0)
            faults.Missing(list, "Release", "a message needs its release");
        foreach (var other in main.Skip(1))
            faults.Add(other.At, "a message has one release, and track releases");
        if (main.Count > 0 && main[0].References.Count == 0)
            faults.Missing(main[0].At, "ReleaseReference", "a release needs its reference");
        return main.FirstOrDefault();
    }

    private IEnumerable<(ErnPlace Place, ErnRecording Recording)> PlacesOf(ErnRelease main)
    {
        var recordings = content.Recordings.GroupBy(recording => recording.Reference, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in main.Places)
        {
            if (!recordings.TryGetValue(place.Resource, out var recording))
            {
                if (!content.Others.ContainsKey(place.Resource))
                    faults.Add(place.At, $"there is no resource {ErnFaults.Quote(place.Resource)}");
            }
            else if (!listed.Add(place.Resource))
            {
                faults.Add(place.At, $"{ErnFaults.Quote(place.Resource)} is on the release already");
            }
            else if (recording.Unsupported is null)
            {
                yield return (place, recording);
            }
        }
    }

    private ReleaseEntry CheckRelease(ErnRelease main, ErnDeals deals)
    {
        var icpn = main.Icpn is { Text.Length: > 0 } ? main.Icpn : null;
        var grid = main.Grid is { Text.Length: > 0 } ? main.Grid : null;
        if (icpn is null && grid is null)
            faults.Missing(main.At, "ReleaseId", "a release needs an ICPN or a GRid");
        if (icpn is not null && !ManifestCodes.IsUpc(icpn.Text))
            faults.Add(icpn, $"{ErnFaults.Quote(icpn.Text)} is no ICPN: one has 12 to 14 digits, the last of them the right check digit");
        var plainGrid = grid is null ? null : ErnCodes.NormaliseGrid(grid.Text);
        if (grid is not null && plainGrid is null)
            faults.Add(grid, $"{ErnFaults.Quote(grid.Text)} is no GRid: one has 18 letters and digits beginning with A1, the last of them the right check character");
        if (main.Type.Length == 0)
            faults.Missing(main.At, "ReleaseType", "a release needs its type");
        return new ReleaseEntry
        {
            Upc = icpn?.Text ?? "",
            Grid = plainGrid,
            Title = Title(main.Title, main.At),
            Version = Version(main.Title),
            Type = TypeOf(main),
            Artists = Names(main.Artists, main.At),
            Credits = main.Credits,
            ReleaseDate = Day(main.ReleaseDate) ?? Day(main.OriginalReleaseDate) ?? deals.FirstDay ?? DateOnly.FromDateTime(header.CreatedAt.UtcDateTime),
            Genres = main.Genres,
            LabelName = main.LabelName,
            PLine = Line(main.PLine, main.At, "PLine"),
            CLine = Line(main.CLine, main.At, "CLine"),
            Cover = CoverOf(main),
        };
    }

    private static string TypeOf(ErnRelease main) => main.Type switch
    {
        "Single" or "SingleResourceRelease" or "SingleResourceReleaseWithCoverArt" or "MultimediaSingle" or "MaxiSingle" or "TrackRelease" => "single",
        "EP" or "MiniAlbum" => "ep",
        _ => main.IsCompilation ? "compilation" : "album",
    };

    private string? CoverOf(ErnRelease main)
    {
        var fronts = content.Images.Where(image => image is { IsFrontCover: true, File: not null }).ToList();
        var linked = main.Linked.Select(link => link.Text).ToHashSet(StringComparer.Ordinal);
        return (fronts.Find(image => linked.Contains(image.Reference)) ?? fronts.FirstOrDefault())?.File;
    }

    private TrackEntry CheckTrack(ErnRelease main, IReadOnlyList<ErnRelease> own, ErnPlace place, ErnRecording recording, ErnDeals deals, IReadOnlyList<RightsGrant> release)
    {
        var isrc = recording.Isrc is { Text.Length: > 0 and < 40 } ? ManifestCodes.NormaliseIsrc(recording.Isrc.Text) : null;
        if (recording.Isrc is not { Text.Length: > 0 })
            faults.Missing(recording.At, "ISRC", "a recording needs its ISRC");
        else if (isrc is null)
            faults.Add(recording.Isrc, $"{ErnFaults.Quote(recording.Isrc.Text)} is no ISRC: one has two letters, three letters or digits, and seven digits");
        if (place.Number > 1000)
            faults.Add(place.At, "a place on a disc is at most 1000");
        var rights = deals.OfTrack(main.References, [.. own.SelectMany(single => single.References)], recording.Reference);
        var file = recording.Files.Where(file => !file.IsPart).OrderByDescending(file => file.IsLossless).ThenByDescending(file => file.BitsPerSample)
            .ThenByDescending(file => file.SamplingRate).ThenByDescending(file => file.BitRate).FirstOrDefault();
        return new TrackEntry
        {
            File = file?.Name ?? "",
            Sha256 = file?.Hash is { Algorithm: "SHA-256" } hash ? hash.Hex : "",
            Hash = file?.Hash,
            Isrc = isrc ?? "",
            Title = Title(recording.Title, recording.At),
            Version = Version(recording.Title),
            Artists = Names(recording.Artists, recording.At),
            Credits = recording.Credits,
            Disc = place.Disc,
            Number = place.Number,
            Explicit = recording.Explicit,
            Language = LanguageOf(recording.Language),
            PLine = Line(recording.PLine, recording.At, "PLine"),
            CLine = own.Select(single => single.CLine).FirstOrDefault(line => line.Length > 0 && line != main.CLine) ?? "",
            Duration = LengthOf(recording),
            ResourceReference = recording.Reference,
            Rights = ReferenceEquals(rights, release) ? null : rights,
        };
    }

    private TimeSpan? LengthOf(ErnRecording recording)
    {
        if (recording.Duration is not { Text.Length: > 0 } duration)
        {
            faults.Missing(recording.At, "Duration", "a recording needs its length");
            return null;
        }

        var length = ErnTime.FindLength(duration.Text);
        if (length is null)
            faults.Add(duration, $"{ErnFaults.Quote(duration.Text)} is no length: one is written PT3M25S");
        // Nought is how systems write that they do not know.
        return length == TimeSpan.Zero ? null : length;
    }

    private string? LanguageOf(ErnElement? language)
    {
        if (language is not { Text.Length: > 0 })
            return null;
        var code = ErnCodes.LanguageOf(language.Text, out var isKnown);
        if (!isKnown)
            faults.Add(language, $"{ErnFaults.Quote(language.Text)} is no language of ISO 639");
        return code;
    }

    private DateOnly? Day(ErnElement? date)
    {
        if (date is not { Text.Length: > 0 })
            return null;
        if (ErnTime.TryDay(date.Text, true, out var day))
            return day;
        faults.Add(date, $"{ErnFaults.Quote(date.Text)} is no date: a date is written yyyy-MM-dd");
        return null;
    }

    private string Title(ErnTitle? title, ErnElement at)
    {
        if (title is null)
            faults.Missing(at, "DisplayTitle", "a title is needed");
        else if (!IsFit(title.Text, MaxText))
            faults.Add(title.At, $"a title has at most {MaxText} characters and no control characters");
        return title?.Text ?? "";
    }

    private string? Version(ErnTitle? title)
    {
        if (title?.Version is { } version && !IsFit(version, MaxText))
            faults.Add(title.At, $"a subtitle has at most {MaxText} characters and no control characters");
        return title?.Version;
    }

    private IReadOnlyList<string> Names(IReadOnlyList<string> names, ErnElement at)
    {
        if (names.Count == 0)
            faults.Missing(at, "DisplayArtist", "an artist with a name is needed");
        else if (names.Count > 100 || names.Any(name => !IsFit(name, MaxText)))
            faults.Add(at, $"at most 100 artists are shown, with names of at most {MaxText} characters and no control characters");
        return names;
    }

    private string Line(string line, ErnElement at, string kind)
    {
        if (!IsFit(line, MaxLine, true))
            faults.Add(at, $"a {kind} has at most {MaxLine} characters and no control characters");
        return line;
    }

    private static bool IsFit(string text, int limit, bool mayBreak = false) => text.Length <= limit && !text.Any(character => char.IsControl(character) && !(mayBreak && char.IsWhiteSpace(character)));

    private void FindRepeats(List<(ErnPlace Place, ErnRecording Recording)> tracks, List<TrackEntry> entries)
    {
        var places = new HashSet<(int, int)>();
        var recordings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, track) in entries.Index())
        {
            if (!places.Add((track.Disc, track.Number)))
                faults.Add(tracks[index].Place.At, $"disc {track.Disc}, number {track.Number} is taken already");
            if (track.Isrc.Length > 0 && !recordings.Add(track.Isrc))
                faults.Add(tracks[index].Recording.Isrc!, $"{track.Isrc} is the ISRC of another recording of this release");
        }
    }
}
