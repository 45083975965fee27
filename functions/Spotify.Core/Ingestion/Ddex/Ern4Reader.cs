namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Reads what 4.1.1, 4.2 and 4.3 say: parties in a list and named by reference; in 4.3 a recording has editions, and files within its technical details.</summary>
internal sealed class Ern4Reader(ErnElement root, ErnOptions options, ErnFaults faults)
{
    private readonly Dictionary<string, ErnElement> _parties = new(StringComparer.Ordinal);
    private readonly bool _isTone = root.Find("ReleaseList")?.Find("Release") is { } release && ErnRules.IsTone(release);

    public ErnContent Read()
    {
        var content = new ErnContent();
        foreach (var party in root.Find("PartyList")?.All("Party") ?? [])
        {
            if (party.TextOf("PartyReference") is not { } reference)
                faults.Missing(party, "PartyReference", "a party needs its reference");
            else if (!_parties.TryAdd(reference, party))
                faults.Add(party.Find("PartyReference")!, $"{ErnFaults.Quote(reference)} is another party's reference already");
        }

        foreach (var resource in root.Find("ResourceList")?.Children ?? [])
            ReadResource(resource, content);
        var played = content.Recordings.Where(recording => !recording.IsSupplemental).Select(recording => recording.Reference).Concat(content.Others.Keys).ToHashSet(StringComparer.Ordinal);
        var images = content.Images.Select(image => image.Reference).ToHashSet(StringComparer.Ordinal);
        foreach (var release in root.Find("ReleaseList")?.Children ?? [])
        {
            if (release.Name is "Release" or "TrackRelease")
                content.Releases.Add(ReadRelease(release, reference => !images.Contains(reference) || played.Contains(reference)));
        }

        foreach (var releaseDeal in root.Find("DealList")?.All("ReleaseDeal") ?? [])
            content.Deals.AddRange(ErnDealReader.Read(releaseDeal, options, terms => terms));
        return content;
    }

    private void ReadResource(ErnElement resource, ErnContent content)
    {
        if (resource.TextOf("ResourceReference") is not { } reference)
            faults.Missing(resource, "ResourceReference", "a resource needs its reference");
        else if (resource.Name == "SoundRecording")
            content.Recordings.Add(ReadRecording(resource, reference));
        else if (resource.Name == "Image")
            content.Images.Add(new ErnImage(reference, resource.TextOf("Type") == "FrontCoverImage", resource.All("TechnicalDetails").Select(ImageFile).FirstOrDefault(file => file is not null)));
        else
            content.Others.TryAdd(reference, resource);
    }

    private ErnRecording ReadRecording(ErnElement recording, string reference)
    {
        if (_isTone)
            return ErnRecording.NotCarried(recording, reference, "it is a tone for telephones");
        var edition = recording.All("SoundRecordingEdition").FirstOrDefault(candidate => candidate.TextOf("Type") != "ImmersiveEdition");
        if (edition is null && recording.Find("SoundRecordingEdition") is not null)
            return ErnRecording.NotCarried(recording, reference, "it is there in immersive editions only");
        if (recording.TextOf("Type") is "AudioStem" or "Clip")
            return ErnRecording.NotCarried(recording, reference, "it is no whole recording");
        var holder = edition ?? recording;
        var display = ErnPieces.InSequence(recording.All("DisplayArtist")).ToList();
        return new ErnRecording
        {
            At = recording,
            Reference = reference,
            Isrc = holder.Find("ResourceId", "ISRC"),
            Title = TitleOf(recording),
            Artists = NamesOf(recording, display),
            Credits = CreditsOf(recording, display),
            Duration = recording.Find("Duration"),
            Explicit = ErnPieces.IsExplicit([recording]),
            Language = recording.Find("LanguageOfPerformance"),
            PLine = ErnPieces.Line(holder, "PLine"),
            Files = [.. holder.All("TechnicalDetails").SelectMany(FilesOf)],
            IsSupplemental = recording.Flag("IsSupplemental"),
        };
    }

    private IEnumerable<ErnAudioFile> FilesOf(ErnElement details)
    {
        var isPart = details.IsTrue("IsPreview") || details.IsTrue("IsClip");
        var deliveries = details.Find("DeliveryFile") is null ? [details] : details.All("DeliveryFile");
        return deliveries.Select(file => ErnPieces.AudioFile(file, isPart || file.TextOf("Type") is not (null or "AudioFile"), faults)).OfType<ErnAudioFile>();
    }

    private static string? ImageFile(ErnElement details) => !details.IsTrue("IsPreview") && !details.IsTrue("IsClip") && details.Find("File") is { } file ? ErnPieces.FileName(file) : null;

    private ErnRelease ReadRelease(ErnElement release, Func<string, bool> isPlayed)
    {
        var isTrack = release.Name == "TrackRelease";
        var display = ErnPieces.InSequence(release.All("DisplayArtist")).ToList();
        var groups = release.All("ResourceGroup").ToList();
        var resource = release.Find("ReleaseResourceReference");
        return new ErnRelease
        {
            At = release,
            References = release.TextOf("ReleaseReference") is { } reference ? [reference] : [],
            IsMain = !isTrack,
            Icpn = release.Find("ReleaseId", "ICPN"),
            Grid = release.Find("ReleaseId", "GRid"),
            Title = isTrack ? null : TitleOf(release),
            Type = release.All("ReleaseType").FirstOrDefault()?.Text ?? "",
            IsCompilation = release.IsTrue("IsMultiArtistCompilation"),
            Artists = isTrack ? [] : NamesOf(release, display),
            Credits = isTrack ? [] : CreditsOf(release, display),
            LabelName = isTrack || ErnPieces.Preferred(release.All("ReleaseLabelReference")) is not { } label ? null : Party(label),
            Genres = ErnPieces.Genres(release),
            PLine = ErnPieces.Line(release, "PLine"),
            CLine = ErnPieces.Line(release, "CLine"),
            ReleaseDate = ErnPieces.Preferred(release.All("ReleaseDate")),
            OriginalReleaseDate = ErnPieces.Preferred(release.All("OriginalReleaseDate")),
            Places = resource is not null ? [new ErnPlace(resource, resource.Text, 1, 1)] : ErnGroups.Places(groups, isPlayed),
            Linked = [.. groups.SelectMany(LinksOf)],
        };
    }

    private static IEnumerable<ErnElement> LinksOf(ErnElement group) =>
        group.All("LinkedReleaseResourceReference").Concat(group.Children.Where(child => child.Name is "ResourceGroup" or "ResourceGroupContentItem").SelectMany(LinksOf));

    private static ErnTitle? TitleOf(ErnElement holder)
    {
        var type = holder.All("VersionType").Select(ErnPieces.Role).FirstOrDefault();
        return ErnPieces.Title(ErnPieces.Preferred(holder.All("DisplayTitle")), VersionName(type))
            ?? (ErnPieces.Preferred(holder.All("DisplayTitleText")) is { Text.Length: > 0 } text ? new ErnTitle(text, text.Text, VersionName(type)) : null);
    }

    /// <summary><c>LiveVersion</c> as listeners read it.</summary>
    private static string? VersionName(string? type) => type is { Length: > 7 } && type.EndsWith("Version", StringComparison.Ordinal) ? type[..^7] : type;

    private List<string> NamesOf(ErnElement holder, List<ErnElement> display)
    {
        var names = display.Select(artist => artist.Find("ArtistPartyReference")).OfType<ErnElement>().Select(Party).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0 && ErnPieces.Preferred(holder.All("DisplayArtistName")) is { Text.Length: > 0 } name)
            names.Add(name.Text);
        return names;
    }

    private IReadOnlyList<Credit> CreditsOf(ErnElement holder, List<ErnElement> display) => ErnPieces.Distinct(
        display.SelectMany(artist => Credits(artist, "ArtistPartyReference", "DisplayArtistRole", "MainArtist"))
            .Concat(ErnPieces.InSequence(holder.All("Contributor")).SelectMany(contributor => Credits(contributor, "ContributorPartyReference", "Role", "Contributor"))));

    private IEnumerable<Credit> Credits(ErnElement contribution, string reference, string role, string otherwise)
    {
        if (contribution.Find(reference) is not { } party || Party(party) is not { } name)
            return [];
        var roles = contribution.All(role).Select(ErnPieces.Role).Where(text => text.Length > 0).ToList();
        return roles.Count == 0 ? [new Credit(name, otherwise)] : roles.Select(text => new Credit(name, text));
    }

    private string? Party(ErnElement reference)
    {
        if (!_parties.TryGetValue(reference.Text, out var party))
        {
            faults.Add(reference, $"there is no party {ErnFaults.Quote(reference.Text)} in the PartyList");
            return null;
        }

        if (ErnPieces.PartyName(party) is { } name)
            return name;
        faults.Missing(party, "PartyName", "a party that is shown needs its name");
        return null;
    }
}
