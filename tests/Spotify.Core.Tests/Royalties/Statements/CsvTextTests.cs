using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Statements;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Statements;

public sealed class CsvTextTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void What_is_written_is_read_again_whatever_is_in_it() =>
        Prop.ForAll(Gen.ListOf(Cells).Where(cells => cells.Count > 1).ToArbitrary(), cells =>
        {
            var text = new StringBuilder();
            CsvText.Append(text, [.. cells]);
            CsvText.Append(text, "end", "1");
            var rows = CsvReader.Read(text.ToString());
            rows.Count.ShouldBe(2);
            rows[0].Select(CsvReader.Unguarded).ShouldBe(cells.Select(cell => cell ?? ""));
        }).Check(Many);

    [Fact]
    public void No_cell_begins_a_formula() =>
        Prop.ForAll(Cells.ToArbitrary(), cell =>
        {
            var text = new StringBuilder();
            CsvText.Append(text, "x", cell);
            var read = CsvReader.Read(text.ToString())[0][1];
            (read.Length > 0 && "=+@\t\r\n".Contains(read[0], StringComparison.Ordinal)).ShouldBeFalse(read);
            if (read.StartsWith('-'))
                read[1..].ShouldAllBe(character => char.IsAsciiDigit(character) || character == '.');
        }).Check(Many);

    [Theory]
    [InlineData("-12.05", "-12.05")]
    [InlineData("-12", "-12")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("-1+1", "\"'-1+1\"")]
    [InlineData("-", "\"'-\"")]
    [InlineData("-1.", "\"'-1.\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("+46", "\"'+46\"")]
    [InlineData("A \"B\", C", "\"A \"\"B\"\", C\"")]
    [InlineData("", "")]
    public void Numbers_stay_numbers_and_formulas_do_not(string cell, string written)
    {
        var text = new StringBuilder();
        CsvText.Append(text, cell);
        text.ToString().ShouldBe(written + "\r\n");
    }

    private static Gen<string?> Cells => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>(),
        Gen.ListOf(Gen.Elements("=", "+", "-", "@", "\t", "\r", "\n", "\"", ",", "'", "1", ".", "a", "é", "漢")).Select(parts => (string?)string.Concat(parts)));
}
