using System.Xml;
using System.Xml.Linq;

namespace Spotify.TestSupport.Ddex;

/// <content>What ERN 4.3, 4.2 and 4.1.1 write.</content>
public sealed partial class ErnBuilder
{
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

    private XElement TrackRelease4(int index) => new(
        "TrackRelease",
        new XElement("ReleaseReference", ReleaseReference(index)),
        new XElement("ReleaseId", new XElement("ProprietaryId", new XAttribute("Namespace", SenderId), $"{Icpn}_{Tracks[index].Isrc}")),
        new XElement("ReleaseResourceReference", Resource(index)),
        new XElement("ReleaseLabelReference", ReferenceOf(Label)),
        Genres.Select(genre => new XElement("Genre", new XElement("GenreText", genre))));

    private static XElement Terms4(ErnDealTerms deal) => new(
        "DealTerms",
        Where(deal),
        When(deal),
        deal.Models.Select(model => new XElement("CommercialModelType", model)),
        deal.Uses.Select(use => new XElement("UseType", use)),
        Channels(deal, id => new XElement("PartyId", new XElement("DPID", id))),
        deal.IsPreOrder ? new XElement("IsPreOrderDeal", "true") : null,
        Instant(deal));
}
