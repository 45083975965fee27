using System.Xml.Linq;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.TestSupport;
using Spotify.TestSupport.Ddex;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

public sealed class ErnReaderTests
{
    public static TheoryData<string> Standards { get; } = [.. ErnBuilder.Standards];

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_message_of_any_version_is_read_whole(string standard)
    {
        var message = Message(standard);
        message.Version = "Deluxe";
        message.Cover = "cover.jpg";
        message.Tracks[0] = message.Tracks[0] with
        {
            Version = "Live",
            Explicit = true,
            Language = "jpn",
            PLine = "(P) 2025 Others",
            Artists = [new("Ann", "MainArtist"), new("Bo", "FeaturedArtist")],
            Contributors = [new("Cy", "Composer"), new("Di", "Producer")],
            Duration = TimeSpan.FromSeconds(61.5),
        };
        var release = Read(message);
        release.Header.ShouldBe(new MessageHeader("M1", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ErnBuilder.Sender, ErnBuilder.Recipient, false, standard));
        var entry = release.Manifest.Release;
        entry.Upc.ShouldBe("036000291452");
        (entry.Title, entry.Version, entry.Type, entry.LabelName, entry.Cover).ShouldBe(("A Release", "Deluxe", "album", "Test Records", "cover.jpg"));
        (entry.PLine, entry.CLine, entry.ReleaseDate).ShouldBe(("(P) 2026 Test Records", "(C) 2026 Test Records", new DateOnly(2026, 1, 1)));
        entry.Artists.ShouldBe(["The Testers"]);
        entry.Genres.ShouldBe(["Test"]);
        var track = release.Manifest.Tracks[0];
        (track.Title, track.Version, track.Explicit, track.Language, track.PLine).ShouldBe(("One", "Live", true, "ja", "(P) 2025 Others"));
        (track.Disc, track.Number, track.Isrc, track.File, track.ResourceReference).ShouldBe((1, 1, "USS1Z9900001", "resources/01.flac", "A1"));
        track.Artists.ShouldBe(["Ann", "Bo"]);
        track.Credits.ShouldBe([new("Ann", "MainArtist"), new("Bo", "FeaturedArtist"), new("Cy", "Composer"), new("Di", "Producer")]);
        track.Duration.ShouldBe(TimeSpan.FromSeconds(61.5));
        track.Sha256.ShouldBe(track.Hash!.Hex);
        track.Hash.Algorithm.ShouldBe("SHA-256");
        release.Manifest.Tracks[1].Rights.ShouldBeNull();
        release.Manifest.GrantsNothing.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_message_of_the_builder_is_right_by_DDEXs_own_schema(string standard)
    {
        var folder = TestData.Path("ddex/schemas");
        if (!ErnSchemas.Has(folder, standard))
            return;
        var message = Message(standard);
        message.Cover = "cover.jpg";
        message.Deal(new ErnDealTerms { Track = 0, Start = "2025-12-01T09:00:00+01:00", End = "2027-01-01T00:00:00Z" });
        ErnReader.Read(message.Build(), new ErnOptions { SchemaFolder = folder }).Reasons.ShouldBeEmpty();
        ErnReader.Read(message.Purge(), new ErnOptions { SchemaFolder = folder }).Reasons.ShouldBeEmpty();
    }

    [DataFact("ddex/schemas")]
    public void What_only_a_schema_sees_is_reported_with_line_and_path()
    {
        var xml = Message("ern/43").Build(root => root.Descendants("CommercialModelType").First().Value = "NoModel");
        ErnReader.Read(xml, new ErnOptions()).Reasons.ShouldBeEmpty();
        var reason = ErnReader.Read(xml, new ErnOptions { SchemaFolder = TestData.Path("ddex/schemas") }).Reasons.ShouldHaveSingleItem();
        reason.Detail.ShouldMatch("^line [0-9]+, /NewReleaseMessage/DealList/ReleaseDeal/Deal\\[1\\]/DealTerms/CommercialModelType: .*schema of ern/43");
    }

    [Fact]
    public void A_folder_without_the_schema_of_a_version_leaves_our_own_rules()
    {
        using var folder = new TempFolder();
        ErnReader.Read(Message("ern/43").Build(), new ErnOptions { SchemaFolder = folder.Path }).Reasons.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void Everything_that_is_wrong_is_reported_at_once_with_line_and_path(string standard)
    {
        var message = Message(standard);
        message.Icpn = "036000291453";
        message.Grid = "A10302B0003989564X";
        message.SenderId = "PADPIDA2007050901X";
        message.ReleaseDate = "2026-02-30";
        message.Tracks[0] = message.Tracks[0] with { Isrc = "nonsense" };
        message.Tracks[1] = message.Tracks[1] with { Language = "klingon", Hash = "abc" };
        message.Deal(new ErnDealTerms { Territories = ["US", "Atlantis"], Start = "soon" });
        message.Deal(new ErnDealTerms { Start = "2026-05-01", End = "2026-04-01" });
        var result = ErnReader.Read(message.Build(), new ErnOptions());
        result.Message.ShouldBeNull();
        result.Reasons.ShouldAllBe(reason => reason.Code == ReasonCode.InvalidManifest);
        result.Reasons.ShouldAllBe(reason => System.Text.RegularExpressions.Regex.IsMatch(reason.Detail, "^line [1-9][0-9]*, /(New)ReleaseMessage/[A-Za-z0-9/\\[\\]]+: "));
        string[] ends = standard == "ern/382"
            ? ["PartyId", "ICPN", "GRid", "ReleaseDate", "ISRC", "LanguageOfPerformance", "HashSum", "TerritoryCode[2]", "StartDate", "ValidityPeriod"]
            : ["PartyId", "ICPN", "GRid", "ReleaseDate", "ISRC", "LanguageOfPerformance", "HashSumValue", "TerritoryCode[2]", "StartDate", "ValidityPeriod"];
        result.Reasons.Select(reason => reason.Detail.Split(": ")[0].Split('/')[^1]).ShouldBe(ends, ignoreOrder: true);
    }

    [Theory]
    [InlineData("MessageHeader")]
    [InlineData("MessageHeader/MessageId")]
    [InlineData("MessageHeader/MessageSender")]
    [InlineData("MessageHeader/MessageRecipient")]
    [InlineData("MessageHeader/MessageCreatedDateTime")]
    [InlineData("PartyList/Party/PartyName")]
    [InlineData("ResourceList")]
    [InlineData("ResourceList/SoundRecording/ResourceReference")]
    [InlineData("ResourceList/SoundRecording/SoundRecordingEdition/ResourceId/ISRC")]
    [InlineData("ResourceList/SoundRecording/Duration")]
    [InlineData("ResourceList/SoundRecording/DisplayArtist", "ResourceList/SoundRecording/DisplayArtistName")]
    [InlineData("ResourceList/SoundRecording/DisplayTitle", "ResourceList/SoundRecording/DisplayTitleText")]
    [InlineData("ReleaseList")]
    [InlineData("ReleaseList/Release")]
    [InlineData("ReleaseList/Release/ReleaseReference")]
    [InlineData("ReleaseList/Release/ReleaseType")]
    [InlineData("ReleaseList/Release/ReleaseId")]
    [InlineData("ReleaseList/Release/ResourceGroup")]
    [InlineData("DealList/ReleaseDeal/Deal/DealTerms/ValidityPeriod")]
    [InlineData("DealList/ReleaseDeal/Deal/DealTerms/ValidityPeriod/StartDate")]
    [InlineData("DealList/ReleaseDeal/Deal/DealTerms/TerritoryCode")]
    public void A_part_that_is_needed_is_missed(params string[] paths)
    {
        var result = ErnReader.Read(Message("ern/43").Build(root => paths.ToList().ForEach(path => At(root, path).Remove())), new ErnOptions());
        result.Message.ShouldBeNull();
        result.Reasons.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ResourceList/SoundRecording/DisplayArtist/ArtistPartyReference", "P99", "there is no party 'P99'")]
    [InlineData("ReleaseList/Release/ResourceGroup/ResourceGroupContentItem/ReleaseResourceReference", "A99", "there is no resource 'A99'")]
    [InlineData("ReleaseList/Release/ResourceGroup/ResourceGroupContentItem/ReleaseResourceReference", "A2", "'A2' is on the release already")]
    [InlineData("DealList/ReleaseDeal/DealReleaseReference", "R99", "there is no release 'R99'")]
    [InlineData("ResourceList/SoundRecording/ResourceReference", "A2", "'A2' is another resource's reference already")]
    [InlineData("PartyList/Party/PartyReference", "P2", "'P2' is another party's reference already")]
    [InlineData("ResourceList/SoundRecording/SoundRecordingEdition/ResourceId/ISRC", "USS1Z9900002", "USS1Z9900002 is the ISRC of another recording")]
    [InlineData("ReleaseList/Release/DisplayTitle/TitleText", "", "a title is needed", "ReleaseList/Release/DisplayTitleText")]
    [InlineData("MessageHeader/MessageControlType", "Maybe", "neither LiveMessage nor TestMessage")]
    [InlineData("MessageHeader/MessageCreatedDateTime", "yesterday", "no moment")]
    [InlineData("ResourceList/SoundRecording/Duration", "3:25", "no length")]
    [InlineData("ResourceList/SoundRecording/Duration", "-PT5S", "no length")]
    [InlineData("ResourceList/SoundRecording/Duration", "P999999999999Y", "no length")]
    public void What_leads_nowhere_or_is_no_such_thing_is_named(string path, string value, string detail, string? emptied = null)
    {
        var result = ErnReader.Read(
            Message("ern/43").Build(root =>
            {
                At(root, path).Value = value;
                if (emptied is not null)
                    At(root, emptied).Value = "";
            }),
            new ErnOptions());
        result.Message.ShouldBeNull();
        result.Reasons.ShouldContain(reason => reason.Detail.Contains(detail, StringComparison.Ordinal), string.Join('\n', result.Reasons.Select(reason => reason.Detail)));
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_video_is_left_out_and_the_rest_goes_on(string standard)
    {
        var message = Message(standard);
        message.Track("v.mpg", null, "USS1Z9900003", "Clip", track => track with { Kind = "Video" });
        var manifest = Read(message).Manifest;
        manifest.Tracks.Count.ShouldBe(2);
        var reason = manifest.Unsupported.ShouldHaveSingleItem();
        reason.Code.ShouldBe(ReasonCode.UnsupportedResource);
        reason.Detail.ShouldContain("/ResourceList/Video");
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_message_with_nothing_but_videos_is_refused_for_that_alone(string standard)
    {
        var message = Message(standard);
        for (var i = 0; i < message.Tracks.Count; i++)
            message.Tracks[i] = message.Tracks[i] with { Kind = "Video", Isrc = "nonsense" };
        var result = ErnReader.Read(message.Build(), new ErnOptions());
        result.Message.ShouldBeNull();
        result.Reasons.Select(reason => reason.Code).ShouldBe([ReasonCode.UnsupportedResource, ReasonCode.UnsupportedResource]);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_ringtone_is_refused_as_such_whatever_else_is_wrong_with_it(string standard)
    {
        var message = Message(standard);
        message.Type = "RingtoneRelease";
        message.Tracks[0] = message.Tracks[0] with { Hash = "abc" };
        ErnReader.Read(message.Build(), new ErnOptions()).Reasons.ShouldAllBe(reason => reason.Code == ReasonCode.UnsupportedResource);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void Discs_and_places_are_the_labels(string standard)
    {
        var message = Message(standard);
        message.Track("03.flac", null, "USS1Z9900003", "Three", track => track with { Disc = 2, Number = 1 });
        message.Track("04.flac", null, "USS1Z9900004", "Four", track => track with { Disc = 2, Number = 3 });
        Read(message).Manifest.Tracks.Select(track => (track.Disc, track.Number, track.Title)).ShouldBe([(1, 1, "One"), (1, 2, "Two"), (2, 1, "Three"), (2, 3, "Four")]);
    }

    [Fact]
    public void Of_several_files_the_best_whole_one_is_taken()
    {
        var xml = Message("ern/43").Build(root =>
        {
            var details = At(root, "ResourceList/SoundRecording/SoundRecordingEdition/TechnicalDetails");
            XElement Delivery(string file, string codec, string rate, string bits, bool isClip = false) => new(
                "TechnicalDetails", new XElement("TechnicalResourceDetailsReference", "T" + file), new XElement("DeliveryFile", new XElement("Type", "AudioFile"), new XElement("AudioCodecType", codec),
                    new XElement("SamplingRate", new XAttribute("UnitOfMeasure", "kHz"), rate), new XElement("BitsPerSample", bits), new XElement("File", new XElement("URI", file))), isClip ? new XElement("IsClip", "true") : null);
            details.ReplaceWith(
                Delivery("a.mp3", "MP3", "48", "16"), Delivery("b.flac", "FLAC", "44.1", "16"), Delivery("c.flac", "FLAC", "96", "24"), Delivery("d.flac", "FLAC", "192", "24", isClip: true));
        });
        ErnReader.Read(xml, new ErnOptions()).Message.ShouldBeOfType<NewRelease>().Manifest.Tracks[0].File.ShouldBe("c.flac");
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_hash_is_taken_in_any_of_the_usual_forms(string standard)
    {
        var message = Message(standard);
        message.Tracks[0] = message.Tracks[0] with { HashAlgorithm = "MD5", Hash = "DB7DD2F3BB9B322646E3F4D7B65B47AB" };
        message.Tracks[1] = message.Tracks[1] with { HashAlgorithm = "SHA1", Hash = "Hqx2EKbSLUUqfV/ZrxbyUlq/PPU=" };
        var tracks = Read(message).Manifest.Tracks;
        tracks[0].Hash.ShouldBe(new FileHash("MD5", "db7dd2f3bb9b322646e3f4d7b65b47ab"));
        tracks[0].Sha256.ShouldBeEmpty();
        tracks[1].Hash.ShouldBe(new FileHash("SHA-1", "1eac7610a6d22d452a7d5fd9af16f2525abf3cf5"));
    }

    [Fact]
    public void A_release_may_have_a_GRid_alone()
    {
        var message = Message("ern/43");
        (message.Icpn, message.Grid) = (null, "A1-0302B-0003989564-F");
        var manifest = Read(message).Manifest;
        (manifest.Release.Upc, manifest.Release.Grid, manifest.Release.Key).ShouldBe(("", "A10302B0003989564F", "A10302B0003989564F"));
        DeliveryPlan.Create(manifest).AlbumId.ShouldBe(SpotifyId.Derive("album", "A10302B0003989564F"));
    }

    [Fact]
    public void A_release_without_dates_of_its_own_is_dated_by_its_deals()
    {
        var message = Message("ern/43");
        message.ReleaseDate = null;
        Read(message).Manifest.Release.ReleaseDate.ShouldBe(new DateOnly(2026, 1, 1));
        message.OriginalReleaseDate = "1994-03";
        Read(message).Manifest.Release.ReleaseDate.ShouldBe(new DateOnly(1994, 3, 1));
    }

    [Theory]
    [InlineData("Single", false, "single")]
    [InlineData("EP", false, "ep")]
    [InlineData("Album", true, "compilation")]
    [InlineData("DjMix", false, "album")]
    public void Types_are_those_of_the_catalogue(string type, bool isCompilation, string expected)
    {
        var message = Message("ern/43");
        (message.Type, message.IsCompilation) = (type, isCompilation);
        Read(message).Manifest.Release.Type.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_test_is_told_from_a_live_message(string standard)
    {
        var message = Message(standard);
        message.IsTest = true;
        Read(message).Header.IsTest.ShouldBeTrue();
    }

    [Fact]
    public void A_message_for_somebody_else_is_refused()
    {
        var xml = Message("ern/43").Build();
        ErnReader.Read(xml, new ErnOptions { Dpid = ErnBuilder.Recipient }).Reasons.ShouldBeEmpty();
        ErnReader.Read(xml, new ErnOptions { Dpid = "PADPIDA2009101501Y" }).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("not for us");
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_purge_names_its_release(string standard)
    {
        var message = Message(standard);
        message.Grid = "A10302B0003989564F";
        var purge = ErnReader.Read(message.Purge(), new ErnOptions()).Message.ShouldBeOfType<PurgeRelease>();
        (purge.Icpn, purge.Grid, purge.Key).ShouldBe(("036000291452", "A10302B0003989564F", "036000291452"));

        (message.Icpn, message.Grid) = ("1", null);
        ErnReader.Read(message.Purge(), new ErnOptions()).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("PurgedRelease/ReleaseId/ICPN");
        message.Icpn = null;
        ErnReader.Read(message.Purge(), new ErnOptions()).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("a purge names its release");
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<ern:NewReleaseMessage xmlns:ern='http://ddex.net/xml/ern/37'/>")]
    [InlineData("<ern:CatalogListMessage xmlns:ern='http://ddex.net/xml/ern/382'/>")]
    [InlineData("<NewReleaseMessage/>")]
    public void What_is_no_message_of_a_version_that_is_read_is_told_which_are(string xml) =>
        ErnReader.Read(System.Text.Encoding.UTF8.GetBytes(xml), new ErnOptions()).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("ern/43, ern/42, ern/411");

    [Fact]
    public void A_track_without_a_file_waits_for_what_was_delivered_before()
    {
        var message = Message("ern/43");
        message.Tracks[0] = message.Tracks[0] with { File = null };
        var manifest = Read(message).Manifest;
        manifest.Tracks[0].File.ShouldBeEmpty();
        DeliveryPlan.Create(manifest).Tracks[0].Refusal!.Code.ShouldBe(ReasonCode.FileMissing);
        var known = manifest with { Tracks = [manifest.Tracks[0] with { Sha256 = new string('a', 64) }, manifest.Tracks[1]] };
        DeliveryPlan.Create(known).Tracks[0].Refusal.ShouldBeNull();
    }

    [Fact]
    public void The_same_release_said_again_has_the_same_content_whatever_its_message_is_called()
    {
        var message = Message("ern/43");
        var first = DeliveryPlan.Create(Read(message).Manifest).ContentHash;
        message.MessageId = "M2";
        message.CreatedAt = message.CreatedAt.AddHours(1);
        DeliveryPlan.Create(Read(message).Manifest).ContentHash.ShouldBe(first);
        message.Label = "Another";
        DeliveryPlan.Create(Read(message).Manifest).ContentHash.ShouldNotBe(first);
    }

    internal static ErnBuilder Message(string standard)
    {
        var message = new ErnBuilder("036000291452") { Standard = standard };
        return message.Track("resources/01.flac", [1], "USS1Z9900001", "One").Track("resources/02.flac", [2], "USS1Z9900002", "Two").UsualDeals();
    }

    internal static NewRelease Read(ErnBuilder message, ErnOptions? options = null)
    {
        var result = ErnReader.Read(message.Build(), options ?? new ErnOptions());
        result.Reasons.ShouldBeEmpty();
        return result.Message.ShouldBeOfType<NewRelease>();
    }

    private static XElement At(XElement root, string path) => path.Split('/').Aggregate(root, (element, name) => element.Element(name)!);
}
