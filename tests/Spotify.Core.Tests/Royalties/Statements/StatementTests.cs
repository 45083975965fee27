using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Statements;
using Spotify.TestSupport.Royalties;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Statements;

public sealed class StatementTests
{
    private static readonly StatementSource Source = new(StatementWorld.Period, RoyaltyStage.Approved, new string('a', 64), new string('b', 64));

    [Fact]
    public void Lines_in_the_csv_come_to_credits_and_credits_to_the_balance_in_every_world() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            var world = new StatementWorld(seed);
            foreach (var party in world.Parties)
            {
                var rows = RowsOf(world, party.Id);
                var credits = rows.Where(row => row["record"] == "credit").ToList();
                foreach (var pool in credits.GroupBy(PoolOf))
                {
                    var digits = Currency.Of(pool.First()["pool_currency"]).Exponent;
                    var lines = rows.Where(row => row["record"] == "line" && PoolOf(row) == pool.Key).Aggregate(BigInteger.Zero, (sum, row) => sum + Units(row["amount"]));
                    lines.ShouldBe(pool.Aggregate(BigInteger.Zero, (sum, row) => sum + Units(row["amount"])) * 1_000_000, $"{party.Id} {pool.Key} of {digits} digits");
                }

                string[] parts = ["opening", "credit", "adjustment", "released", "cost", "penalty", "advance"];
                var made = rows.Where(row => parts.Contains(row["record"])).Aggregate(BigInteger.Zero, (sum, row) => sum + Units(row["credited"]));
                BigInteger One(string record) => Units(rows.Single(row => row["record"] == record)["credited"]);
                made.ShouldBe(One("balance"));
                One("balance").ShouldBe(One("payable") + One("carried"));
                One("paid").ShouldBe(One("payable") + rows.Where(row => row["record"] == "tax").Aggregate(BigInteger.Zero, (sum, row) => sum + Units(row["credited"])));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void The_summary_tells_costs_from_advances_and_corrections_from_earnings()
    {
        var world = new StatementWorld(7);
        var view = ViewOf(world, StatementWorld.LabelA);
        view.Summary.Opening.Text.ShouldBe("-7.00");
        view.Summary.Adjusted.Text.ShouldBe("-0.12");
        view.Summary.Costs.Text.ShouldBe("4.00");
        view.Summary.Advances.Text.ShouldBe("9.00");
        view.Summary.Earned.Minor.ShouldBe(view.Credits.Sum(credit => credit.Credited.Minor));
        view.Countries.Sum(slice => slice.Credited.Minor).ShouldBe(view.Summary.Earned.Minor);
        view.Products.Sum(slice => slice.Credited.Minor).ShouldBe(view.Summary.Earned.Minor);
        view.Adjustments.ShouldHaveSingleItem().AdjustmentOf.ShouldBe(StatementWorld.Corrected);
    }

    [Fact]
    public void Money_has_the_digits_of_its_currency()
    {
        var view = ViewOf(new StatementWorld(7), StatementWorld.LabelB);
        view.Exponent.ShouldBe(0);
        view.Summary.Balance.Text.ShouldNotContain(".");
        view.Credits.First(credit => credit.Currency == "BHD").Amount.Text.Split('.')[1].Length.ShouldBe(3);
        view.Credits.First(credit => credit.Currency == "JPY").Amount.Text.ShouldNotContain(".");
        view.Taxes.ShouldHaveSingleItem().RatePercent.ShouldBe("15.00");
    }

    [Fact]
    public void A_statement_that_does_not_add_up_is_shown_to_nobody()
    {
        var world = new StatementWorld(7);
        var (good, party) = (world.Statements[StatementWorld.LabelA], world.Parties.Single(one => one.Id == StatementWorld.LabelA));
        foreach (var bad in new[]
        {
            good with { Balance = good.Balance + 1 },
            good with { Opening = good.Opening - 1 },
            good with { Carried = good.Carried + 1 },
            good with { Paid = good.Paid + 1 },
            good with { Released = [new("r", "escrow:disputed:master:x", "2026-01", 1)] },
        })
            Should.Throw<InvalidDataException>(() => StatementView.Of(Source, party, bad)).Message.ShouldContain("does not add up");
    }

    [Fact]
    public void A_name_that_is_a_formula_is_a_text_in_the_csv()
    {
        var world = new StatementWorld(7);
        var text = new StringBuilder();
        StatementCsv.AppendLine(
            text, ViewOf(world, StatementWorld.Artist), StatementLine.Of(StatementWorld.Period, world.LinesOf(StatementWorld.Artist).First(), new TrackName("=HYPERLINK(\"http://x\")", "+1")));
        text.ToString().ShouldContain("\"'=HYPERLINK(\"\"http://x\"\")\"");
        text.ToString().ShouldContain("\"'+1\"");
    }

    [Fact]
    public void What_a_stream_pays_is_cut_to_the_millionth_of_a_minor_unit()
    {
        var line = new StatementWorld(7).LinesOf(StatementWorld.LabelA).First(line => line.Streams > 1);
        StatementLine.Of(StatementWorld.Period, line with { Micros = 10_000_000, Streams = 3, Pool = line.Pool with { Currency = "EUR" } }, TrackName.None).PerStream.ShouldBe("0.03333333");
        StatementLine.Of(StatementWorld.Period, line with { Streams = 0 }, TrackName.None).PerStream.ShouldBeNull();
    }

    private static StatementView ViewOf(StatementWorld world, string party) =>
        StatementView.Of(Source, world.Parties.Single(one => one.Id == party), world.Statements[party]);

    private static List<Dictionary<string, string>> RowsOf(StatementWorld world, string party)
    {
        var (text, view) = (new StringBuilder(), ViewOf(world, party));
        StatementCsv.AppendStatement(text, view);
        foreach (var line in world.LinesOf(party))
            StatementCsv.AppendLine(text, view, StatementLine.Of(StatementWorld.Period, line, TrackName.None));
        var rows = CsvReader.Read(text.ToString());
        rows.ShouldAllBe(row => row.Count == rows[0].Count);
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal))];
    }

    private static string PoolOf(Dictionary<string, string> row) => string.Join(':', row["country"], row["product"], row["pool_currency"], row["side"], row["agreement"]);

    private static BigInteger Units(string amount) => BigInteger.Parse(amount.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
