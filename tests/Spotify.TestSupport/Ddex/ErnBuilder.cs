using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Spotify.TestSupport.Ddex;

/// <summary>Writes DDEX release messages of 4.3, 4.2, 4.1.1 and 3.8.2, right or wrong, as a label's system does.</summary>
public sealed class ErnBuilder
{
    /// <summary>A valid party id of a sender.</summary>
    public const string Sender = "PADPIDA2007050901U";

    /// <summary>A valid party id of a recipient.</summary>
    public const string Recipient = "PADPIDA2013042401U";

    private static readonly string[] Versions = ["ern/43", "ern/42", "ern/411", "ern/382"];

    /// <param name="icpn">The release's ICPN; null for none.</param>
    /// <param name="title">Its title.</param>
    public ErnBuilder(string? icpn, string title = "A Release") => (Icpn, Title) = (icpn, title);

    /// <summary>The versions that are written.</summary>
    public static IReadOnlyList<string> Standards => Versions;

    /// <summary>The version: one of <see cref="Standards"/>.</summary>
    public string Standard { get; set; } = "ern/43";

    public string MessageId { get; set; } = "M1";

    public DateTimeOffset CreatedAt { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public bool IsTest { get; set; }

    public string SenderId { get; set; } = Sender;

    public string RecipientId { get; set; } = Recipient;

    public string? Icpn { get; set; }

    public string? Grid { get; set; }

    public string Title { get; set; }

    public string? Version { get; set; }

    /// <summary>As DDEX names types: <c>Album</c>, <c>Single</c>, <c>EP</c>.</summary>
    public string Type { get; set; } = "Album";

    public bool IsCompilation { get; set; }

    public IReadOnlyList<string> Artists { get; set; } = ["The Testers"];

    public string Label { get; set; } = "Test Records";

    public IReadOnlyList<string> Genres { get; set; } = ["Test"];

    public string? ReleaseDate { get; set; } = "2026-01-01";

    public string? OriginalReleaseDate { get; set; }

    public string PLine { get; set; } = "(P) 2026 Test Records";

    public string CLine { get; set; } = "(C) 2026 Test Records";

    /// <summary>The cover's file; null for none.</summary>
    public string? Cover { get; set; }

    /// <summary>Its tracks, open to change.</summary>
    public List<ErnTrack> Tracks { get; } = [];

    /// <summary>Its deals, open to change; where there are none the message has no DealList.</summary>
    public List<ErnDealTerms> Deals { get; } = [];

    /// <summary>Adds a track with the hash of its content.</summary>
    public ErnBuilder Track(string file, byte[]? content, string isrc, string? title = null, Func<ErnTrack, ErnTrack>? change = null)
    {
        var track = new ErnTrack(file, isrc) { Title = title ?? file, Number = Tracks.Count + 1, Hash = content is null ? null : Convert.ToHexStringLower(SHA256.HashData(content)) };
        Tracks.Add(change is null ? track : change(track));
        return this;
    }

    /// <summary>Adds a deal.</summary>
    public ErnBuilder Deal(ErnDealTerms deal)
    {
        Deals.Add(deal);
        return this;
    }

    /// <summary>Adds the deals that a service like ours has with most labels: free and paid streams and downloads to keep for a time, everywhere, from a day on.</summary>
    public ErnBuilder UsualDeals(string start = "2026-01-01", string? end = null, params string[] territories)
    {
        var where = territories.Length == 0 ? ["Worldwide"] : territories;
        Deals.Add(new ErnDealTerms { Models = ["AdvertisementSupportedModel"], Uses = ["OnDemandStream"], Territories = where, Start = start, End = end });
        Deals.Add(new ErnDealTerms { Models = ["SubscriptionModel"], Uses = ["OnDemandStream", "ConditionalDownload"], Territories = where, Start = start, End = end });
        return this;
    }

    /// <summary>The message.</summary>
    public byte[] Build() => Write(Document());

    /// <summary>The message with something changed by hand.</summary>
    public byte[] Build(Action<XElement> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var document = Document();
        change(document.Root!);
        return Write(document);
    }

    /// <summary>A message that takes the release away.</summary>
    public byte[] Purge()
    {
        XNamespace ern = "http://ddex.net/xml/" + Standard;
        return Write(new XDocument(new XElement(
            ern + "PurgeReleaseMessage", RootAttributes(ern), Header(), new XElement("PurgedRelease", ReleaseId(), new XElement("Title", new XElement("TitleText", Title))))));
    }

    /// <summary>The file that is uploaded last into a batch: it names its messages.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="messages">Release folder and file of each message: <c>036000291452/036000291452.xml</c>.</param>
    public static byte[] BatchComplete(string batch, params string[] messages)
    {
        XNamespace choreography = "http://ddex.net/xml/ern-c-sftp/16";
        return Write(new XDocument(new XElement(
            choreography + "ManifestMessage",
            new XAttribute(XNamespace.Xmlns + "ern-c-sftp", choreography), new XAttribute("MessageVersionId", "ern-c-sftp/16"),
            new XElement("MessageHeader", Party("MessageSender", Sender), Party("MessageRecipient", Recipient), new XElement("MessageCreatedDateTime", "2026-01-01T00:00:00Z")),
            new XElement("IsTestFlag", "false"),
            new XElement("RootDirectory", batch),
            new XElement("NumberOfMessages", messages.Length),
            messages.Select(message => new XElement("MessageInBatch", new XElement("MessageType", "NewReleaseMessage"), new XElement("MessageId", message), new XElement("URL", "./" + message))))));
    }

    private bool Is38 => Standard.StartsWith("ern/38", StringComparison.Ordinal);

    private XDocument Document()
    {
        XNamespace ern = "http://ddex.net/xml/" + Standard;
        return new XDocument(new XElement(
            ern + "NewReleaseMessage",
            RootAttributes(ern),
            Header(),
            Is38 ? null : PartyList(),
            new XElement("ResourceList", Tracks.Select((track, i) => track.Kind != "SoundRecording" ? Other(track, i) : Is38 ? Recording38(track, i) : Recording4(track, i)), CoverImage()),
            new XElement("ReleaseList", Is38 ? Release38() : Release4(), Tracks.Index().Where(track => HasOwnDeal(track.Index)).Select(track => Is38 ? TrackRelease38(track.Index) : TrackRelease4(track.Index))),
            Deals.Count == 0 ? null : new XElement("DealList", Deals.GroupBy(deal => deal.Track).OrderBy(group => group.Key ?? -1).Select(ReleaseDeal))));
    }

    private IEnumerable<XAttribute> RootAttributes(XNamespace ern)
    {
        yield return new XAttribute(XNamespace.Xmlns + "ern", ern);
        yield return new XAttribute("LanguageAndScriptCode", "en");
        if (Is38)
            yield return new XAttribute("MessageSchemaVersionId", Standard);
        else if (Standard == "ern/43")
            yield return new XAttribute("AvsVersionId", "3");
    }

    private XElement Header() => new(
        "MessageHeader",
        new XElement("MessageThreadId", MessageId),
        new XElement("MessageId", MessageId),
        Party("MessageSender", SenderId),
        Party("MessageRecipient", RecipientId),
        new XElement("MessageCreatedDateTime", CreatedAt.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)),
        new XElement("MessageControlType", IsTest ? "TestMessage" : "LiveMessage"));

    private static XElement Party(string kind, string id) => new(kind, new XElement("PartyId", id), new XElement("PartyName", new XElement("FullName", "A Party")));

    private List<string> Names() => [.. Artists.Concat(Tracks.SelectMany(track => track.Artists.Concat(track.Contributors)).Select(part => part.Name)).Append(Label).Distinct(StringComparer.Ordinal)];

    private string ReferenceOf(string name) => "P" + (Names().IndexOf(name) + 1).ToString(CultureInfo.InvariantCulture);

    private XElement PartyList() => new(
        "PartyList",
        Names().Select(name => new XElement("Party", new XElement("PartyReference", ReferenceOf(name)), new XElement("PartyName", new XElement("FullName", name)))));

    private static string Resource(int index) => "A" + (index + 1).ToString(CultureInfo.InvariantCulture);

    private string CoverReference => "A" + (Tracks.Count + 1).ToString(CultureInfo.InvariantCulture);

    private XElement Recording4(ErnTrack track, int index)
    {
        var isrc = new XElement("ResourceId", new XElement("ISRC", track.Isrc));
        var line = track.PLine is null ? null : new XElement("PLine", new XElement("Year", "2026"), new XElement("PLineText", track.PLine));
        var recording = new XElement("SoundRecording", new XElement("ResourceReference", Resource(index)), new XElement("Type", "MusicalWorkSoundRecording"));
        if (Standard == "ern/43")
            recording.Add(new XElement("SoundRecordingEdition", isrc, line, Technical43(track, index)));
        else
            recording.Add(isrc);
        recording.Add(
            Titles4(track.Title, track.Version),
            new XElement("DisplayArtistName", string.Join(", ", track.Artists.Select(artist => artist.Name))),
            track.Artists.Select((artist, i) => DisplayArtist4(artist, i)),
            track.Contributors.Select((part, i) => new XElement("Contributor", new XAttribute("SequenceNumber", i + 1), new XElement("ContributorPartyReference", ReferenceOf(part.Name)), new XElement("Role", part.Role))),
            Standard == "ern/43" ? null : line,
            new XElement("Duration", XmlConvert.ToString(track.Duration)),
            new XElement("ParentalWarningType", track.Explicit ? "Explicit" : "NotExplicit"),
            track.Language is null ? null : new XElement("LanguageOfPerformance", track.Language),
            Standard == "ern/43" ? null : Technical4(track, index));
        return recording;
    }

    private XElement DisplayArtist4(ErnPart artist, int index) => new(
        "DisplayArtist", new XAttribute("SequenceNumber", index + 1), new XElement("ArtistPartyReference", ReferenceOf(artist.Name)), new XElement("DisplayArtistRole", artist.Role));

    private static XElement? Technical43(ErnTrack track, int index) => track.File is null ? null : new XElement(
        "TechnicalDetails",
        new XElement("TechnicalResourceDetailsReference", "T" + Resource(index)[1..]),
        new XElement("DeliveryFile", new XElement("Type", "AudioFile"), new XElement("AudioCodecType", track.Codec), File4(track)));

    private static XElement? Technical4(ErnTrack track, int index) => track.File is null ? null : new XElement(
        "TechnicalDetails", new XElement("TechnicalResourceDetailsReference", "T" + Resource(index)[1..]), new XElement("AudioCodecType", track.Codec), File4(track));

    private static XElement File4(ErnTrack track) => new(
        "File",
        new XElement("URI", track.File),
        track.Hash is null ? null : new XElement("HashSum", new XElement("Algorithm", track.HashAlgorithm), new XElement("HashSumValue", track.Hash)));

    private static XElement[] Titles4(string title, string? version) =>
    [
        new XElement("DisplayTitleText", version is null ? title : $"{title} ({version})"),
        new XElement("DisplayTitle", new XAttribute("ApplicableTerritoryCode", "Worldwide"), new XElement("TitleText", title), version is null ? null : new XElement("SubTitle", version)),
    ];

    private static XElement Recording38(ErnTrack track, int index) => new(
        "SoundRecording",
        new XElement("SoundRecordingType", "MusicalWorkSoundRecording"),
        new XElement("SoundRecordingId", new XElement("ISRC", track.Isrc)),
        new XElement("ResourceReference", Resource(index)),
        new XElement("ReferenceTitle", new XElement("TitleText", track.Title), track.Version is null ? null : new XElement("SubTitle", track.Version)),
        track.Language is null ? null : new XElement("LanguageOfPerformance", track.Language),
        new XElement("Duration", XmlConvert.ToString(track.Duration)),
        new XElement(
            "SoundRecordingDetailsByTerritory",
            new XElement("TerritoryCode", "Worldwide"),
            Title38(track.Title, track.Version),
            track.Artists.Select(Artist38),
            track.Contributors.Select((part, i) => new XElement("ResourceContributor", new XAttribute("SequenceNumber", i + 1), Name38(part.Name), new XElement("ResourceContributorRole", part.Role))),
            track.PLine is null ? null : new XElement("PLine", new XElement("Year", "2026"), new XElement("PLineText", track.PLine)),
            new XElement("ParentalWarningType", track.Explicit ? "Explicit" : "NotExplicit"),
            track.File is null ? null : new XElement(
                "TechnicalSoundRecordingDetails",
                new XElement("TechnicalResourceDetailsReference", "T" + Resource(index)[1..]),
                new XElement("AudioCodecType", track.Codec),
                new XElement(
                    "File",
                    new XElement("FileName", track.File.Split('/')[^1]),
                    track.File.Contains('/', StringComparison.Ordinal) ? new XElement("FilePath", track.File[..(track.File.LastIndexOf('/') + 1)]) : null,
                    track.Hash is null ? null : new XElement(
                        "HashSum",
                        new XElement("HashSum", track.Hash),
                        track.HashAlgorithm is "MD5" or "SHA1"
                            ? new XElement("HashSumAlgorithmType", track.HashAlgorithm)
                            : new XElement("HashSumAlgorithmType", new XAttribute("Namespace", Sender), new XAttribute("UserDefinedValue", track.HashAlgorithm), "UserDefined"))))));

    private static XElement Title38(string title, string? version) => new(
        "Title", new XAttribute("TitleType", "DisplayTitle"), new XElement("TitleText", title), version is null ? null : new XElement("SubTitle", version));

    private static XElement Name38(string name) => new("PartyName", new XElement("FullName", name));

    private static XElement Artist38(ErnPart artist, int index) => new("DisplayArtist", new XAttribute("SequenceNumber", index + 1), Name38(artist.Name), new XElement("ArtistRole", artist.Role));

    private XElement Other(ErnTrack track, int index) => Is38
        ? new XElement(
            track.Kind,
            new XElement(track.Kind + "Id", new XElement("ISRC", track.Isrc)),
            new XElement("ResourceReference", Resource(index)),
            new XElement("ReferenceTitle", new XElement("TitleText", track.Title)),
            new XElement("Duration", XmlConvert.ToString(track.Duration)))
        : new XElement(track.Kind, new XElement("ResourceReference", Resource(index)), new XElement("Type", "ShortFormMusicalWorkVideo"), new XElement("DisplayTitleText", track.Title));

    private XElement? CoverImage()
    {
        if (Cover is null)
            return null;
        if (!Is38)
        {
            return new XElement(
                "Image",
                new XElement("ResourceReference", CoverReference), new XElement("Type", "FrontCoverImage"),
                new XElement("ResourceId", new XElement("ProprietaryId", new XAttribute("Namespace", Sender), "COVER")),
                new XElement("ParentalWarningType", "NotExplicit"),
                new XElement("TechnicalDetails", new XElement("TechnicalResourceDetailsReference", "T900"), new XElement("File", new XElement("URI", Cover))));
        }

        return new XElement(
            "Image",
            new XElement("ImageType", "FrontCoverImage"),
            new XElement("ImageId", new XElement("ProprietaryId", new XAttribute("Namespace", Sender), "COVER")),
            new XElement("ResourceReference", CoverReference),
            new XElement(
                "ImageDetailsByTerritory",
                new XElement("TerritoryCode", "Worldwide"),
                new XElement("TechnicalImageDetails", new XElement("TechnicalResourceDetailsReference", "T900"), new XElement("File", new XElement("FileName", Cover)))));
    }

    private XElement ReleaseId() => new(
        "ReleaseId",
        Grid is null ? null : new XElement("GRid", Grid),
        Icpn is null ? null : new XElement("ICPN", Icpn));

    private XElement Release4() => new(
        "Release",
        new XElement("ReleaseReference", "R0"),
        new XElement("ReleaseType", Type),
        ReleaseId(),
        Titles4(Title, Version),
        new XElement("DisplayArtistName", string.Join(", ", Artists)),
        Artists.Select((artist, i) => DisplayArtist4(new ErnPart(artist, "MainArtist"), i)),
        new XElement("ReleaseLabelReference", ReferenceOf(Label)),
        new XElement("PLine", new XElement("Year", "2026"), new XElement("PLineText", PLine)),
        new XElement("CLine", new XElement("Year", "2026"), new XElement("CLineText", CLine)),
        Genres.Select(genre => new XElement("Genre", new XElement("GenreText", genre))),
        ReleaseDate is null ? null : new XElement("ReleaseDate", ReleaseDate),
        OriginalReleaseDate is null ? null : new XElement("OriginalReleaseDate", OriginalReleaseDate),
        new XElement("ParentalWarningType", Tracks.Exists(track => track.Explicit) ? "Explicit" : "NotExplicit"),
        IsCompilation ? new XElement("IsMultiArtistCompilation", "true") : null,
        Groups4());

    private XElement Groups4()
    {
        var discs = Tracks.Index().GroupBy(track => track.Item.Disc).OrderBy(disc => disc.Key).ToList();
        var outer = new XElement("ResourceGroup");
        if (discs.Count == 1)
            outer.Add(discs[0].Select(track => Item(track.Index)));
        else
            outer.Add(discs.Select(disc => new XElement("ResourceGroup", new XAttribute("ResourceGroupType", "Component"), new XElement("SequenceNumber", disc.Key), disc.Select(track => Item(track.Index)))));
        if (Cover is not null)
            outer.Add(new XElement("LinkedReleaseResourceReference", new XAttribute("LinkDescription", "CoverArt"), CoverReference));
        return outer;
    }

    private XElement Item(int index) => new(
        "ResourceGroupContentItem",
        new XElement("SequenceNumber", Tracks[index].Number),
        Is38 ? new XElement("ResourceType", Tracks[index].Kind) : null,
        new XElement("ReleaseResourceReference", Resource(index)));

    private XElement Release38() => new(
        "Release",
        new XAttribute("IsMainRelease", "true"),
        ReleaseId(),
        new XElement("ReleaseReference", "R0"),
        new XElement("ReferenceTitle", new XElement("TitleText", Title), Version is null ? null : new XElement("SubTitle", Version)),
        new XElement(
            "ReleaseResourceReferenceList",
            Tracks.Select((_, i) => new XElement("ReleaseResourceReference", new XAttribute("ReleaseResourceType", "PrimaryResource"), Resource(i))),
            Cover is null ? null : new XElement("ReleaseResourceReference", new XAttribute("ReleaseResourceType", "SecondaryResource"), CoverReference)),
        new XElement("ReleaseType", Type),
        new XElement(
            "ReleaseDetailsByTerritory",
            new XElement("TerritoryCode", "Worldwide"),
            new XElement("DisplayArtistName", string.Join(", ", Artists)),
            new XElement("LabelName", Label),
            Title38(Title, Version),
            Artists.Select((artist, i) => Artist38(new ErnPart(artist, "MainArtist"), i)),
            IsCompilation ? new XElement("IsMultiArtistCompilation", "true") : null,
            new XElement(
                "ResourceGroup",
                Tracks.Index().GroupBy(track => track.Item.Disc).OrderBy(disc => disc.Key)
                    .Select(disc => new XElement("ResourceGroup", new XElement("SequenceNumber", disc.Key), disc.Select(track => Item(track.Index))))),
            Genres.Select(genre => new XElement("Genre", new XElement("GenreText", genre))),
            ReleaseDate is null ? null : new XElement("ReleaseDate", ReleaseDate),
            OriginalReleaseDate is null ? null : new XElement("OriginalReleaseDate", OriginalReleaseDate)),
        new XElement("PLine", new XElement("Year", "2026"), new XElement("PLineText", PLine)),
        new XElement("CLine", new XElement("Year", "2026"), new XElement("CLineText", CLine)));

    private bool HasOwnDeal(int index) => Deals.Exists(deal => deal.Track == index);

    private XElement TrackRelease4(int index) => new(
        "TrackRelease",
        new XElement("ReleaseReference", ReleaseReference(index)),
        new XElement("ReleaseId", new XElement("ProprietaryId", new XAttribute("Namespace", SenderId), $"{Icpn}_{Tracks[index].Isrc}")),
        new XElement("ReleaseResourceReference", Resource(index)),
        new XElement("ReleaseLabelReference", ReferenceOf(Label)),
        Genres.Select(genre => new XElement("Genre", new XElement("GenreText", genre))));

    private XElement TrackRelease38(int index) => new(
        "Release",
        new XElement("ReleaseId", new XElement("ISRC", Tracks[index].Isrc)),
        new XElement("ReleaseReference", ReleaseReference(index)),
        new XElement("ReferenceTitle", new XElement("TitleText", Tracks[index].Title)),
        new XElement("ReleaseResourceReferenceList", new XElement("ReleaseResourceReference", new XAttribute("ReleaseResourceType", "PrimaryResource"), Resource(index))),
        new XElement("ReleaseType", "TrackRelease"),
        new XElement(
            "ReleaseDetailsByTerritory",
            new XElement("TerritoryCode", "Worldwide"), new XElement("DisplayArtistName", Tracks[index].Artists[0].Name), new XElement("LabelName", Label), Title38(Tracks[index].Title, Tracks[index].Version)));

    private static string ReleaseReference(int? track) => track is { } index ? "R" + (index + 1).ToString(CultureInfo.InvariantCulture) : "R0";

    private XElement ReleaseDeal(IGrouping<int?, ErnDealTerms> deals) =>
        new("ReleaseDeal", new XElement("DealReleaseReference", ReleaseReference(deals.Key)), deals.Select(deal => new XElement("Deal", Is38 ? Terms38(deal) : Terms4(deal))));

    private static IEnumerable<XElement> Where(ErnDealTerms deal) => deal.Excluded.Count > 0
        ? deal.Excluded.Select(code => new XElement("ExcludedTerritoryCode", code))
        : deal.Territories.Select(code => new XElement("TerritoryCode", code));

    private static XElement When(ErnDealTerms deal) => new(
        "ValidityPeriod",
        deal.Start is null ? null : new XElement(deal.Start.Contains('T', StringComparison.Ordinal) ? "StartDateTime" : "StartDate", deal.Start),
        deal.End is null ? null : new XElement(deal.End.Contains('T', StringComparison.Ordinal) ? "EndDateTime" : "EndDate", deal.End));

    private static XElement? Instant(ErnDealTerms deal) =>
        deal.InstantTracks.Count == 0 ? null : new XElement("InstantGratificationResourceList", deal.InstantTracks.Select(track => new XElement("DealResourceReference", Resource(track))));

    private static XElement Terms4(ErnDealTerms deal) => new(
        "DealTerms",
        Where(deal),
        When(deal),
        deal.Models.Select(model => new XElement("CommercialModelType", model)),
        deal.Uses.Select(use => new XElement("UseType", use)),
        Channels(deal, id => new XElement("PartyId", new XElement("DPID", id))),
        deal.IsPreOrder ? new XElement("IsPreOrderDeal", "true") : null,
        Instant(deal));

    private static XElement Terms38(ErnDealTerms deal) => new(
        "DealTerms",
        deal.IsPreOrder ? new XElement("IsPreOrderDeal", "true") : null,
        deal.Models.Select(model => new XElement("CommercialModelType", model)),
        deal.TakeDown ? new XElement("TakeDown", "true") : new XElement("Usage", deal.Uses.Select(use => new XElement("UseType", use))),
        Where(deal),
        Channels(deal, id => new XElement("PartyId", id)),
        When(deal),
        Instant(deal));

    private static IEnumerable<XElement> Channels(ErnDealTerms deal, Func<string, XElement> id) => deal.Services.Select(service => new XElement("DistributionChannel", id(service)));

    private static byte[] Write(XDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, CheckCharacters = false }))
            document.WriteTo(writer);
        return stream.ToArray();
    }
}

/// <summary>Somebody's part.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">The role in DDEX's words.</param>
public sealed record ErnPart(string Name, string Role);

/// <summary>A track of a message.</summary>
/// <param name="File">Its file, in a folder or not; null where the message brings none.</param>
/// <param name="Isrc">Its ISRC.</param>
public sealed record ErnTrack(string? File, string Isrc)
{
    public string Title { get; init; } = "A Track";

    public string? Version { get; init; }

    public int Disc { get; init; } = 1;

    public int Number { get; init; } = 1;

    public IReadOnlyList<ErnPart> Artists { get; init; } = [new("The Testers", "MainArtist")];

    public IReadOnlyList<ErnPart> Contributors { get; init; } = [];

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(200);

    public bool Explicit { get; init; }

    public string? Language { get; init; } = "en";

    public string? PLine { get; init; }

    public string Codec { get; init; } = "FLAC";

    public string HashAlgorithm { get; init; } = "SHA-256";

    /// <summary>In hex; null for none.</summary>
    public string? Hash { get; init; }

    /// <summary><c>SoundRecording</c>, or a kind that is not carried: <c>Video</c>.</summary>
    public string Kind { get; init; } = "SoundRecording";
}

/// <summary>A deal of a message.</summary>
public sealed record ErnDealTerms
{
    /// <summary>The track (from 0) that it is for by itself; null for the release.</summary>
    public int? Track { get; init; }

    public IReadOnlyList<string> Territories { get; init; } = ["Worldwide"];

    /// <summary>Instead of <see cref="Territories"/> where any are here.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    public IReadOnlyList<string> Models { get; init; } = ["SubscriptionModel"];

    public IReadOnlyList<string> Uses { get; init; } = ["OnDemandStream"];

    /// <summary>A day, or a moment where it holds a T.</summary>
    public string? Start { get; init; } = "2026-01-01";

    /// <summary>The last day, or a moment.</summary>
    public string? End { get; init; }

    public bool IsPreOrder { get; init; }

    /// <summary>Tracks (from 0) that are open to those who order before the release.</summary>
    public IReadOnlyList<int> InstantTracks { get; init; } = [];

    /// <summary>3.8 only: takes the release down.</summary>
    public bool TakeDown { get; init; }

    /// <summary>Party ids of the services that it is for; none for all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}
