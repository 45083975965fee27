using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Dsr;
using Spotify.TestSupport;
using Spotify.TestSupport.Royalties;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Dsr;

public sealed class DsrWriterTests
{
    private const string Sender = "PADPIDA2026010101X";

    private static readonly Lazy<DsrSchema> Schema = new(() =>
        new DsrSchema(TestSupport.TestData.Path("ddex/dsr/BasicAudioProfile/1.2/BasicAudioProfile.xsd"), TestSupport.TestData.Path("ddex/dsr/avs/current/avs.xsd")));

    [Fact]
    public void Streams_of_usages_are_those_of_summaries_and_of_the_statement_and_the_foot_counts_all_in_every_world() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            var world = new StatementWorld(seed);
            foreach (var (market, party, file, totals) in ReportsOf(world))
            {
                var usages = file.Of("SU02").GroupBy(record => DsrFile.Cell(record, 3)).ToDictionary(group => group.Key, group => group.Sum(record => Number(record, 8)));
                foreach (var summary in file.Of("SY02.02"))
                {
                    Number(summary, 9).ShouldBe(usages.GetValueOrDefault(DsrFile.Cell(summary, 2)));
                    var credits = world.Statements[party].Credits.Where(credit => credit.AdjustmentOf is null && credit.Earning.Side == RoyaltySide.Master
                        && credit.Earning.Pool.Country == market.Country && credit.Earning.Pool.Product == market.Product && credit.Earning.Pool.Currency == DsrFile.Cell(summary, 11));
                    Number(summary, 9).ShouldBe(credits.Sum(credit => credit.Earning.Streams));
                }

                var foot = file.Of("FOOT").ShouldHaveSingleItem();
                Number(foot, 2).ShouldBe(file.Records.Count);
                Number(foot, 3).ShouldBe(file.Records.Count);
                Number(foot, 4).ShouldBe(file.Of("SY02.02").Count());
                Number(foot, 5).ShouldBe(file.Of("AS02.02").Select(record => DsrFile.Cell(record, 2)).Distinct().Count());
                Number(foot, 6).ShouldBe(Number(foot, 5));
                totals.ShouldBe(new DsrTotals(file.Records.Count, file.Of("SY02.02").Count(), Number(foot, 5), usages.Values.Sum()));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [DataFact("ddex/dsr/BasicAudioProfile/1.2/BasicAudioProfile.xsd")]
    public void Every_cell_is_as_the_schema_of_the_profile_has_it()
    {
        var reports = Enumerable.Range(1, 20).SelectMany(seed => ReportsOf(new StatementWorld(seed))).ToList();
        reports.Count.ShouldBeGreaterThan(100);
        reports.SelectMany(report => Schema.Value.FindFaults(report.File)).ShouldBeEmpty();
    }

    [DataFact("ddex/dsr/BasicAudioProfile/1.2/BasicAudioProfile.xsd")]
    public void The_check_of_cells_finds_what_is_wrong()
    {
        var text = Write(RecordingOf("x"), [new DsrUsage("EUR", "SEABC2600001", 5)]);
        Schema.Value.FindFaults(new DsrFile(text)).ShouldBeEmpty();
        foreach (var (good, bad) in new[] { ("OnDemandStream", "Listening"), ("SEABC2600001", "SE-ABC-26-1"), ("\t5\n", "\tfive\n"), (Sender, "DPID"), ("PT3M", "3:"), ("SubscriptionModel", "Flat") })
            Schema.Value.FindFaults(new DsrFile(text.Replace(good, bad, StringComparison.Ordinal))).ShouldNotBeEmpty(bad);
    }

    [Fact]
    public void Texts_are_read_again_whatever_is_in_them() =>
        Prop.ForAll(Texts.ToArbitrary(), Texts.ToArbitrary(), (title, artist) =>
        {
            var file = new DsrFile(Write(RecordingOf(title) with { Artist = artist }, [new DsrUsage("EUR", null, 5)]));
            var resource = file.Of("AS02.02").ShouldHaveSingleItem();
            resource.Length.ShouldBe(11);
            DsrFile.Cell(resource, 6).ShouldBe(Plain(title));
            DsrFile.Cell(resource, 8).ShouldBe(Plain(artist));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Streams_that_are_not_what_the_summary_says_end_no_file()
    {
        var text = new StringBuilder();
        var writer = new DsrWriter(text, MessageOf("DE", "premium", "label-a"), [new DsrSummary("EUR", 100, 1, 50)], new Dictionary<string, long> { ["EUR"] = 6 });
        writer.AddTrack(RecordingOf("x"), [new DsrUsage("EUR", null, 5)]);
        Should.Throw<InvalidDataException>(writer.End).Message.ShouldContain("has 6 streams, its usages have 5");
        Should.Throw<InvalidDataException>(() => writer.AddTrack(RecordingOf("x"), [new DsrUsage("SEK", null, 5)])).Message.ShouldContain("no summary of SEK");
        Should.Throw<InvalidDataException>(() => writer.AddTrack(RecordingOf("x"), [new DsrUsage("EUR", null, -1)])).Message.ShouldContain("-1 streams");
    }

    [Theory]
    [InlineData("free", "AdvertisementSupportedModel")]
    [InlineData("trial", "FreeOfChargeModel")]
    [InlineData("premium", "SubscriptionModel")]
    [InlineData("family", "SubscriptionModel")]
    public void A_product_is_a_commercial_model(string product, string model) =>
        DsrFile.Cell(new DsrFile(Write(RecordingOf("x"), [new DsrUsage("EUR", null, 5)], product)).Of("SY02.02").Single(), 5).ShouldBe(model);

    [Fact]
    public void A_file_is_named_by_who_gets_it_what_and_when()
    {
        var message = MessageOf("SE", "premium", "label-a");
        message.FileName.ShouldBe($"DSR_label-a_{Sender}_premium_2026-10_SE_1of1_20261101T073000.tsv");
        (message with { PartyDpid = "PADPIDA1", Country = "ZZ" }).FileName.ShouldBe($"DSR_PADPIDA1_{Sender}_premium_2026-10_Worldwide_1of1_20261101T073000.tsv");
        var head = new DsrFile(Write(RecordingOf("x"), [new DsrUsage("EUR", null, 5)])).Of("HEAD").Single();
        DsrFile.Cell(head, 6).ShouldBe("2026-11-01T07:30:00Z");
        DsrFile.Cell(head, 9).ShouldBe("2026-10-01");
        DsrFile.Cell(head, 10).ShouldBe("2026-10-31");
    }

    [Fact]
    public void A_party_that_is_named_twice_on_a_track_is_streamed_once()
    {
        var world = new StatementWorld(3);
        var twice = world.LinesOf(StatementWorld.LabelA).Where(line => line.Streams > 0).GroupBy(line => (line.Pool, line.Track)).First(group => group.Count() == 2);
        var usages = new DsrUsages();
        foreach (var line in twice)
            usages.Add(line);
        usages.Streams()[twice.Key.Pool.Currency].ShouldBe(twice.First().Streams);
        Should.Throw<InvalidDataException>(() => usages.Add(twice.First() with { Streams = 1_000_000 })).Message.ShouldContain("streams");
    }

    private static Gen<string> Texts => Gen.NonEmptyListOf(Gen.Elements("a", "B", "|", "\\", "\t", "\n", "\r", "\u2028", "é", "漢", " ", "\"", "#")).Select(parts => $"x{string.Concat(parts)}x");

    private static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) || character == '\u2028' ? ' ' : character));

    private static IEnumerable<((string Country, string Product) Market, string Party, DsrFile File, DsrTotals Totals)> ReportsOf(StatementWorld world)
    {
        foreach (var party in world.Parties)
        {
            foreach (var market in world.LinesOf(party.Id).GroupBy(line => (line.Pool.Country, line.Pool.Product)))
            {
                var usages = new DsrUsages();
                foreach (var line in market)
                    usages.Add(line);
                if (usages.Tracks == 0)
                    continue;
                var (text, streams) = (new StringBuilder(), usages.Streams());
                var writer = new DsrWriter(
                    text, MessageOf(market.Key.Country, market.Key.Product, party.Id), [.. streams.Keys.Select(currency => new DsrSummary(currency, 100, 3, 50))], streams);
                foreach (var (track, used) in usages.All())
                    writer.AddTrack(track[^1] % 2 == 0 ? RecordingOf(track) : DsrRecording.Unknown(track), used);
                var totals = writer.End();
                yield return (market.Key, party.Id, new DsrFile(text.ToString()), totals);
            }
        }
    }

    private static string Write(DsrRecording recording, IReadOnlyList<DsrUsage> usages, string product = "premium")
    {
        var text = new StringBuilder();
        var writer = new DsrWriter(text, MessageOf("DE", product, "label-a"), [new DsrSummary("EUR", 100, 1, 50)], new Dictionary<string, long> { ["EUR"] = usages.Sum(usage => usage.Streams) });
        writer.AddTrack(recording, usages);
        writer.End();
        return text.ToString();
    }

    private static DsrRecording RecordingOf(string title) => new()
    {
        Track = StatementWorld.TrackId(1),
        Title = title,
        Version = "Live",
        Artist = "Ada | Bob",
        DurationMs = 214_230,
        Release = "album",
        Upc = "0012345678905",
        ReleaseTitle = "An album",
        ReleaseArtist = "Ada",
        ReleaseType = "album",
        LabelName = "Label \\ A",
        PLine = "2026 Label A",
    };

    private static DsrMessage MessageOf(string country, string product, string party) => new()
    {
        Period = StatementWorld.Period,
        Country = country,
        Product = product,
        Party = party,
        PartyName = "Label | A",
        SenderDpid = Sender,
        SenderName = "Music service",
        Created = StatementWorld.CalculatedAt,
        Digest = new string('b', 64),
    };

    private static long Number(string[][] record, int cell) => long.Parse(DsrFile.Cell(record, cell), CultureInfo.InvariantCulture);
}
