using System.Text;
using System.Xml.Linq;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.TestSupport.Ddex;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

public sealed class BatchTests
{
    [Fact]
    public void A_batch_names_its_messages_in_order()
    {
        var result = BatchManifest.Read(ErnBuilder.BatchComplete("N_1", "b/b.xml", "a/a.xml"));
        result.Reasons.ShouldBeEmpty();
        result.Manifest!.Messages.Select(message => (message.Folder, message.File)).ShouldBe([("b", "b.xml"), ("a", "a.xml")]);
        result.Manifest.IsTest.ShouldBeFalse();
    }

    [Theory]
    [InlineData("N_1/a/a.xml")]
    [InlineData("/N_1/a/a.xml")]
    [InlineData("./a/a.xml")]
    [InlineData("a\\a.xml")]
    public void A_message_is_found_however_its_path_is_written(string url) =>
        BatchManifest.Read(WithUrl(url)).Manifest!.Messages.ShouldHaveSingleItem().ShouldBe(new BatchMessage("a", "a.xml", "a/a.xml"));

    [Theory]
    [InlineData("../a/a.xml")]
    [InlineData("a.xml")]
    [InlineData("other/a/b/a.xml")]
    [InlineData("a/%2e%2e%2fa.xml")]
    [InlineData("http://example.com/a.xml")]
    public void A_path_that_leads_elsewhere_is_refused(string url) => BatchManifest.Read(WithUrl(url)).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("/ManifestMessage/MessageInBatch/URL");

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public void An_empty_file_says_that_every_folder_counts(string text)
    {
        var result = BatchManifest.Read(Encoding.UTF8.GetBytes(text));
        result.Reasons.ShouldBeEmpty();
        result.Manifest!.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_no_manifest_is_refused()
    {
        BatchManifest.Read("<a/>"u8.ToArray()).Reasons.ShouldNotBeEmpty();
        BatchManifest.Read("<a>"u8.ToArray()).Reasons.ShouldNotBeEmpty();
        BatchManifest.Read("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"u8.ToArray()).Reasons.ShouldNotBeEmpty();
        BatchManifest.Read(ErnBuilder.BatchComplete("N_1", "a/a.xml", "A/A.xml")).Reasons.ShouldHaveSingleItem().Detail.ShouldContain("listed already");
        BatchManifest.Read(ErnBuilder.BatchComplete("N_1")).Reasons.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("01.flac", true)]
    [InlineData("resources/01.flac", true)]
    [InlineData("a/b/01.flac", true)]
    [InlineData("a/b/c/01.flac", false)]
    [InlineData("../01.flac", false)]
    [InlineData("a/../01.flac", false)]
    [InlineData("/01.flac", false)]
    [InlineData("a//01.flac", false)]
    [InlineData("a/", false)]
    [InlineData("a\\01.flac", false)]
    [InlineData("C:/01.flac", false)]
    [InlineData("a/%2e%2e/01.flac", false)]
    [InlineData("nul/01.flac", false)]
    [InlineData("", false)]
    public void A_file_of_a_message_may_lie_in_a_plain_folder(string name, bool isPlain) => (DeliveryFileName.FindRelativeFault(name) is null).ShouldBe(isPlain);

    [Fact]
    public void A_batch_is_accepted_where_every_release_is()
    {
        BatchRelease good = new() { Folder = "a", Status = DeliveryStatus.Accepted }, bad = new() { Folder = "b", Status = DeliveryStatus.Rejected };
        BatchAcknowledgement.Create("b1", [good, good]).Status.ShouldBe(DeliveryStatus.Accepted);
        BatchAcknowledgement.Create("b1", [good, bad]).Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        BatchAcknowledgement.Create("b1", [bad]).Status.ShouldBe(DeliveryStatus.Rejected);
        BatchAcknowledgement.Create("b1", []).Status.ShouldBe(DeliveryStatus.Rejected);
    }

    [Fact]
    public void An_answer_is_written_in_DDEXs_shape()
    {
        var release = new BatchRelease
        {
            Folder = "036000291452",
            MessageId = "M1",
            MessageCreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Sender = ErnBuilder.Sender,
            Recipient = ErnBuilder.Recipient,
            Status = DeliveryStatus.PartlyAccepted,
            Tracks =
            [
                new TrackAcknowledgement("01.flac", "USS1Z9900001", "t1", TrackStatus.Accepted, []),
                new TrackAcknowledgement("02.flac", "USS1Z9900002", "t2", TrackStatus.Rejected, [new Reason(ReasonCode.HashMismatch, "not the hash \u0001\uD800 <of> the message")]),
            ],
        };
        var root = XDocument.Parse(Encoding.UTF8.GetString(ErnAcknowledgement.Write(release, new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero)))).Root!;
        root.Name.ShouldBe(XName.Get("FtpAcknowledgementMessage", "http://ddex.net/xml/ern-c-sftp/16"));
        root.Elements().Select(element => element.Name.LocalName).ShouldBe(["MessageHeader", "AcknowledgedFile", "FileStatus", "ErrorText", "ManualCheckRequired", "AffectedResource"]);
        root.Element("MessageHeader")!.Element("MessageSender")!.Element("PartyId")!.Value.ShouldBe(ErnBuilder.Recipient);
        root.Element("MessageHeader")!.Element("MessageRecipient")!.Element("PartyId")!.Value.ShouldBe(ErnBuilder.Sender);
        root.Element("AcknowledgedFile")!.Element("ReleaseId")!.Value.ShouldBe("036000291452");
        root.Element("AcknowledgedFile")!.Element("Date")!.Value.ShouldBe("2026-01-02");
        root.Element("FileStatus")!.Value.ShouldBe("ResourceCorrupt");
        root.Element("ErrorText")!.Value.ShouldContain("HASH_MISMATCH: USS1Z9900002: not the hash");
        root.Element("AffectedResource")!.Element("ISRC")!.Value.ShouldBe("USS1Z9900002");
    }

    [Theory]
    [InlineData(ReasonCode.FileMissing, "ResourceMissing")]
    [InlineData(ReasonCode.InvalidManifest, "NewReleaseMessageInvalid")]
    [InlineData(ReasonCode.NoDeal, "NoDealInNewReleaseMessage")]
    [InlineData(ReasonCode.IsrcConflict, "IdentifierInvalid")]
    [InlineData(ReasonCode.UnsupportedResource, "ResourceNotMeetingSpecifications")]
    [InlineData(ReasonCode.ProcessingFailed, "InternalError")]
    public void Our_reasons_are_said_in_DDEXs_words(ReasonCode code, string status) =>
        ErnAcknowledgement.FileStatusOf(new BatchRelease { Folder = "a", Status = DeliveryStatus.Rejected, Reasons = [new Reason(code, "why")] }).ShouldBe(status);

    [Fact]
    public void A_release_that_is_accepted_is_OK() => ErnAcknowledgement.FileStatusOf(new BatchRelease { Folder = "a", Status = DeliveryStatus.Accepted }).ShouldBe("FileOK");

    [Theory]
    [InlineData("PADPIDA2013042401U", true)]
    [InlineData("PA-DPIDA-2013042401-U", true)]
    [InlineData("PADPIDA2013042401V", false)]
    [InlineData("PADPIDA201304240U", false)]
    [InlineData("", false)]
    public void A_party_id_ends_in_its_check_character(string text, bool isOne) => (ErnCodes.NormaliseDpid(text) is not null).ShouldBe(isOne);

    [Theory]
    [InlineData("en", "en", true)]
    [InlineData("ja-Jpan", "ja", true)]
    [InlineData("ger", "de", true)]
    [InlineData("deu", "de", true)]
    [InlineData("zxx", null, true)]
    [InlineData("xx", null, false)]
    [InlineData("klingon", null, false)]
    public void A_language_is_brought_to_two_letters(string code, string? expected, bool known)
    {
        ErnCodes.LanguageOf(code, out var isKnown).ShouldBe(expected);
        isKnown.ShouldBe(known);
    }

    private static byte[] WithUrl(string url) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ErnBuilder.BatchComplete("N_1", "a/a.xml")).Replace("<URL>./a/a.xml", $"<URL>{url}", StringComparison.Ordinal));
}
