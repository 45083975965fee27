using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.TestSupport;
using Spotify.TestSupport.Ddex;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

public sealed class ErnHostileTests
{
    private const string Root = "<ern:NewReleaseMessage xmlns:ern=\"http://ddex.net/xml/ern/43\">";

    public static TheoryData<string> Bombs { get; } =
    [
        "billion laughs", "external entity", "parameter entity", "external subset", "100 MB", "10,000 deep", "a million elements", "a million attributes", "one long text", "one long tag", "UTF-16", "Latin-1", "cut short",
    ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_hostile_document_is_refused_quickly_in_few_words_and_little_memory(string kind)
    {
        var xml = Make(kind);
        ErnReader.Read(ErnReaderTests.Message("ern/43").Build(), new ErnOptions());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var result = ErnReader.Read(xml, new ErnOptions());
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400_000_000);
        result.Message.ShouldBeNull();
        var reason = result.Reasons.ShouldHaveSingleItem();
        reason.Code.ShouldBe(ReasonCode.InvalidManifest);
        reason.Detail.Length.ShouldBeLessThan(500);
        reason.Detail.ShouldNotContain("XmlReader");
        if (kind is "billion laughs" or "external entity" or "parameter entity" or "external subset")
            reason.Detail.ShouldBe("line 1: a document type declaration (<!DOCTYPE ...>) is not taken: leave it out");
    }

    [Theory]
    [InlineData("videos")]
    [InlineData("recordings")]
    [InlineData("releases")]
    [InlineData("deals")]
    [InlineData("worldwide deals")]
    public void A_crowded_message_is_read_or_refused_in_little_time_and_few_words(string kind)
    {
        var xml = ErnReaderTests.Message("ern/43").Build(root =>
        {
            XElement resources = root.Element("ResourceList")!, releases = root.Element("ReleaseList")!, deals = root.Element("DealList")!;
            switch (kind)
            {
                case "videos":
                    resources.Add(Enumerable.Range(100, 50_000).Select(i => new XElement("Video", new XElement("ResourceReference", $"A{i}"))));
                    break;
                case "recordings":
                    resources.Add(Enumerable.Range(100, 30_000).Select(i => new XElement("SoundRecording", new XElement("ResourceReference", $"A{i}"))));
                    releases.Element("Release")!.Element("ResourceGroup")!.Add(Enumerable.Range(100, 30_000).Select(i => new XElement("ResourceGroupContentItem", new XElement("ReleaseResourceReference", $"A{i}"))));
                    break;
                case "releases":
                    releases.Add(Enumerable.Range(100, 40_000).Select(i => new XElement("TrackRelease", new XElement("ReleaseReference", $"R{i}"), new XElement("ReleaseResourceReference", "A1"))));
                    break;
                case "deals":
                    deals.Add(Enumerable.Range(0, 100_000).Select(i => new XElement("ReleaseDeal", new XElement("DealReleaseReference", "R0"), new XElement("Deal", new XElement("DealTerms", new XElement("UseType", "Stream"))))));
                    break;
                default:
                    deals.Add(Enumerable.Range(0, 20_000).Select(i => new XElement(deals.Element("ReleaseDeal")!)));
                    break;
            }
        });
        var clock = Stopwatch.StartNew();
        var result = ErnReader.Read(xml, new ErnOptions());
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        result.Reasons.Count.ShouldBeLessThan(500);
        if (result.Message is NewRelease release)
            release.Manifest.Unsupported.Count.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task No_more_is_read_of_a_stream_than_may_be()
    {
        using var endless = new EndlessStream();
        var result = await ErnReader.ReadAsync(endless, new ErnOptions());
        result.Reasons.ShouldHaveSingleItem().Detail.ShouldContain("larger than");
        endless.Given.ShouldBeLessThan(ErnReader.MaxBytes + (1024 * 1024));
    }

    [DataTheory("ddex/hostile")]
    [InlineData("billion-laughs.xml")]
    [InlineData("deep-nesting.xml")]
    public void Known_attacks_are_refused(string file)
    {
        var xml = File.ReadAllBytes(Spotify.TestSupport.TestData.Path("ddex/hostile/" + file));
        var clock = Stopwatch.StartNew();
        ErnReader.Read(xml, new ErnOptions()).Reasons.ShouldHaveSingleItem();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void No_bytes_whatever_make_it_throw() => Prop.ForAll<byte[]>(bytes => ErnReader.Read(bytes, new ErnOptions()).Reasons.Count > 0).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ern/43")]
    [InlineData("ern/411")]
    [InlineData("ern/382")]
    public void No_mutation_of_a_message_makes_it_throw_or_accept_what_it_then_cannot_use(string standard)
    {
        var message = ErnReaderTests.Message(standard);
        message.Cover = "cover.jpg";
        message.Deal(new ErnDealTerms { IsPreOrder = true, InstantTracks = [0] }).Deal(new ErnDealTerms { Track = 1, Start = "2026-02-01T00:00:00Z", End = "2026-03-01" });
        var valid = message.Build();
        string[] pieces =
        [
            "", "<", ">", "&", "&#0;", "&#xD800;", "]]>", "<!--", "<![CDATA[", "\"", "'", "0", "-1", "9999999999999999999999", "9999-12-31", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "Worldwide",
            "A1", "R0", "xsi:type=\"a\"", "</Release>", "<Release/>", "<ResourceGroup>", "PT0S", "true", " ", "\u0000", "\uFFFE", "\U0001F600", "é", "User", "Defined",
        ];
        var mutation = from at in Gen.Choose(0, valid.Length - 1)
                       from length in Gen.Choose(0, 30)
                       from piece in Gen.Elements(pieces)
                       select (byte[])[.. valid[..at], .. Encoding.UTF8.GetBytes(piece), .. valid[Math.Min(valid.Length, at + length)..]];
        Prop.ForAll(mutation.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(300, 20_000)));
        var flip = from at in Gen.Choose(0, valid.Length - 1)
                   from value in Gen.Choose(0, 255)
                   select (byte[])[.. valid[..at], (byte)value, .. valid[(at + 1)..]];
        Prop.ForAll(flip.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(200, 20_000)));
    }

    private static bool Holds(byte[] bytes)
    {
        var (message, reasons) = ErnReader.Read(bytes, new ErnOptions());
        if (message is not NewRelease { Manifest: var manifest })
            return reasons.Count > 0;
        return reasons.Count == 0 && manifest.Tracks.Count > 0 && manifest.Release.Key.Length > 0 && manifest.Tracks.All(track => track.Isrc.Length == 12 && track.Artists.Count > 0 && track.Title.Length > 0)
            && DeliveryPlan.Create(manifest).Tracks.Count == manifest.Tracks.Count;
    }

    private static byte[] Make(string kind) => kind switch
    {
        "billion laughs" => Text("<!DOCTYPE a [<!ENTITY a \"ha\">" + string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat(i == 1 ? "&a;" : $"&a{i - 1};", 10))}\">")) + "]><a>&a9;</a>"),
        "external entity" => Text("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
        "parameter entity" => Text("<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x\"> %x;]><a/>"),
        "external subset" => Text("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>"),
        "100 MB" => Filled(100_000_000),
        "10,000 deep" => Text(Root + string.Concat(Enumerable.Repeat("<a>", 10_000))),
        "a million elements" => Text(Root + string.Concat(Enumerable.Repeat("<a/>", 1_000_000)) + "</ern:NewReleaseMessage>"),
        "a million attributes" => Text(Root + string.Concat(Enumerable.Repeat("<a b='' c='' d='' e=''/>", 250_000)) + "</ern:NewReleaseMessage>"),
        "one long text" => Text(Root + new string('x', 9_000_000) + "</ern:NewReleaseMessage>"),
        "one long tag" => Text("<a " + string.Concat(Enumerable.Range(0, 500_000).Select(i => $"a{i}='>' ")) + "/>"),
        "UTF-16" => Encoding.Unicode.GetBytes("\uFEFF<a/>"),
        "Latin-1" => Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>"),
        _ => ErnReaderTests.Message("ern/43").Build()[..^30],
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        Text(Root).CopyTo(bytes, 0);
        return bytes;
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
