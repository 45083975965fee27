using System.Xml;
using System.Xml.Linq;

namespace Spotify.TestSupport.Ddex;

/// <content>What ERN 3.8 writes.</content>
public sealed partial class ErnBuilder
{
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

    private static XElement Terms38(ErnDealTerms deal) => new(
        "DealTerms",
        deal.IsPreOrder ? new XElement("IsPreOrderDeal", "true") : null,
        deal.Models.Select(model => new XElement("CommercialModelType", model)),
        deal.TakeDown ? new XElement("TakeDown", "true") : new XElement("Usage", deal.Uses.Select(use => new XElement("UseType", use))),
        Where(deal),
        Channels(deal, id => new XElement("PartyId", id)),
        When(deal),
        Instant(deal));
}
