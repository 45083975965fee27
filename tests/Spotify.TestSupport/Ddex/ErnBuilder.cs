using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Spotify.TestSupport.Ddex;

/// <summary>Writes DDEX release messages of 4.3, 4.2, 4.1.1 and 3.8.2, right or wrong, as a label's system does.</summary>
public sealed partial class ErnBuilder
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

    private XElement Item(int index) => new(
        "ResourceGroupContentItem",
        new XElement("SequenceNumber", Tracks[index].Number),
        Is38 ? new XElement("ResourceType", Tracks[index].Kind) : null,
        new XElement("ReleaseResourceReference", Resource(index)));

    private bool HasOwnDeal(int index) => Deals.Exists(deal => deal.Track == index);

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

    private static IEnumerable<XElement> Channels(ErnDealTerms deal, Func<string, XElement> id) => deal.Services.Select(service => new XElement("DistributionChannel", id(service)));

    private static byte[] Write(XDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, CheckCharacters = false }))
            document.WriteTo(writer);
        return stream.ToArray();
    }
}
