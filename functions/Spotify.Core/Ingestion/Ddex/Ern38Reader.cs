namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Reads what 3.8.x says: parties stand where they are named, most of a resource or release stands in its details by territory, tracks are releases of their own.</summary>
internal sealed class Ern38Reader(ErnElement root, ErnOptions options, ErnFaults faults)
{
    private bool _isTone;

    public ErnContent Read()
    {
        var content = new ErnContent();
        var releases = (root.Find("ReleaseList")?.All("Release") ?? []).ToList();
        var main = MainOf(releases);
        _isTone = main is not null && ErnRules.IsTone(main);
        foreach (var resource in root.Find("ResourceList")?.Children ?? [])
            ReadResource(resource, content);
        var images = content.Images.Select(image => image.Reference).Except(content.Recordings.Select(recording => recording.Reference)).ToHashSet(StringComparer.Ordinal);
        content.Releases.AddRange(releases.Select(release => ReadRelease(release, ReferenceEquals(release, main), reference => !images.Contains(reference))));
        foreach (var releaseDeal in root.Find("DealList")?.All("ReleaseDeal") ?? [])
            content.Deals.AddRange(ErnDealReader.Read(releaseDeal, options, terms => terms.Find("Usage")));
        return content;
    }

    private static ErnElement? MainOf(List<ErnElement> releases) =>
        releases.Find(release => release.Flag("IsMainRelease"))
        ?? releases.Find(release => release.All("ReleaseType").All(type => !type.Text.Contains("TrackRelease", StringComparison.Ordinal)))
        ?? releases.FirstOrDefault();

    private void ReadResource(ErnElement resource, ErnContent content)
    {
        if (resource.TextOf("ResourceReference") is not { } reference)
            faults.Missing(resource, "ResourceReference", "a resource needs its reference");
        else if (resource.Name == "SoundRecording")
            content.Recordings.Add(ReadRecording(resource, reference));
        else if (resource.Name == "Image")
            content.Images.Add(new ErnImage(reference, resource.TextOf("ImageType") is "FrontCoverImage", resource.All("ImageDetailsByTerritory").SelectMany(details => details.All("TechnicalImageDetails")).Select(ImageFile).FirstOrDefault(file => file is not null)));
        else
            content.Others.TryAdd(reference, resource);
    }

    private ErnRecording ReadRecording(ErnElement recording, string reference)
    {
        if (_isTone)
            return ErnRecording.NotCarried(recording, reference, "it is a tone for telephones");
        var territories = recording.All("SoundRecordingDetailsByTerritory").ToList();
        var details = ErnPieces.PreferredTerritory(territories);
        if (details is null)
            faults.Missing(recording, "SoundRecordingDetailsByTerritory", "a recording needs its details for one territory at least");
        var holder = details ?? recording;
        var display = ErnPieces.InSequence(holder.All("DisplayArtist")).ToList();
        return new ErnRecording
        {
            At = recording,
            Reference = reference,
            Isrc = recording.Find("SoundRecordingId", "ISRC"),
            Title = TitleOf(holder, recording),
            Artists = NamesOf(holder, display),
            Credits = CreditsOf(holder, display),
            Duration = recording.Find("Duration"),
            Explicit = ErnPieces.IsExplicit(territories),
            Language = recording.Find("LanguageOfPerformance"),
            PLine = ErnPieces.Line(holder, "PLine"),
            Files = [.. territories.SelectMany(territory => territory.All("TechnicalSoundRecordingDetails"))
                .Select(technical => ErnPieces.AudioFile(technical, technical.IsTrue("IsPreview"), faults)).OfType<ErnAudioFile>()],
        };
    }

    private static string? ImageFile(ErnElement details) => !details.IsTrue("IsPreview") && details.Find("File") is { } file ? ErnPieces.FileName(file) : null;

    private static ErnRelease ReadRelease(ErnElement release, bool isMain, Func<string, bool> isPlayed)
    {
        var details = ErnPieces.PreferredTerritory(release.All("ReleaseDetailsByTerritory")) ?? release;
        var display = ErnPieces.InSequence(details.All("DisplayArtist")).ToList();
        var groups = details.All("ResourceGroup").ToList();
        var listed = release.Find("ReleaseResourceReferenceList")?.All("ReleaseResourceReference").ToList() ?? [];
        var places = ErnGroups.Places(groups, isPlayed);
        if (places.Count == 0)
        {
            places = [.. listed.Where(reference => reference.Attribute("ReleaseResourceType") != "SecondaryResource" && isPlayed(reference.Text))
                .Select((reference, i) => new ErnPlace(reference, reference.Text, 1, i + 1))];
        }

        return new ErnRelease
        {
            At = release,
            References = [.. release.All("ReleaseReference").Select(reference => reference.Text)],
            IsMain = isMain,
            Icpn = release.Find("ReleaseId", "ICPN"),
            Grid = release.Find("ReleaseId", "GRid"),
            Title = TitleOf(details, release),
            Type = release.All("ReleaseType").Concat(details.All("ReleaseType")).FirstOrDefault()?.Text ?? "",
            IsCompilation = details.IsTrue("IsMultiArtistCompilation"),
            Artists = NamesOf(details, display),
            Credits = CreditsOf(details, display),
            LabelName = details.All("LabelName").FirstOrDefault(label => label.Attribute("LabelNameType") is null or "DisplayLabelName" && label.Text.Length > 0)?.Text
                ?? details.TextOf("LabelName"),
            Genres = ErnPieces.Genres(details),
            PLine = FirstLine(release, details, "PLine"),
            CLine = FirstLine(release, details, "CLine"),
            ReleaseDate = release.Find("GlobalReleaseDate") ?? details.Find("ReleaseDate"),
            OriginalReleaseDate = release.Find("GlobalOriginalReleaseDate") ?? details.Find("OriginalReleaseDate") ?? details.Find("OriginalDigitalReleaseDate"),
            Places = places,
            Linked = listed,
        };
    }

    private static string FirstLine(ErnElement release, ErnElement details, string kind) => ErnPieces.Line(release, kind) is { Length: > 0 } line ? line : ErnPieces.Line(details, kind);

    private static ErnTitle? TitleOf(ErnElement details, ErnElement holder)
    {
        var display = details.All("Title").FirstOrDefault(title => title.Attribute("TitleType") == "DisplayTitle")
            ?? details.All("Title").FirstOrDefault(title => title.Attribute("TitleType") is null or "FormalTitle");
        return ErnPieces.Title(display) ?? ErnPieces.Title(holder.Find("ReferenceTitle"));
    }

    private static List<string> NamesOf(ErnElement details, List<ErnElement> display)
    {
        var names = display.Select(ErnPieces.PartyName).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0 && details.TextOf("DisplayArtistName") is { } name)
            names.Add(name);
        return names;
    }

    private static IReadOnlyList<Credit> CreditsOf(ErnElement details, List<ErnElement> display) => ErnPieces.Distinct(
        display.SelectMany(artist => Credits(artist, "ArtistRole", "MainArtist"))
            .Concat(ErnPieces.InSequence(details.All("ResourceContributor")).SelectMany(contributor => Credits(contributor, "ResourceContributorRole", "Contributor")))
            .Concat(ErnPieces.InSequence(details.All("IndirectResourceContributor")).SelectMany(contributor => Credits(contributor, "IndirectResourceContributorRole", "Contributor"))));

    private static IEnumerable<Credit> Credits(ErnElement contribution, string role, string otherwise)
    {
        if (ErnPieces.PartyName(contribution) is not { } name)
            return [];
        var roles = contribution.All(role).Select(ErnPieces.Role).Where(text => text.Length > 0).ToList();
        return roles.Count == 0 ? [new Credit(name, otherwise)] : roles.Select(text => new Credit(name, text));
    }
}
