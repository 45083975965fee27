using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Money;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Money;

public sealed class ConversionTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    [Theory]
    [InlineData("1.0873", 10_000, "USD", 10_873)]
    [InlineData("163.27", 100, "JPY", 163)]
    [InlineData("0.4096", 100, "BHD", 409)]
    [InlineData("0.4096", -100, "BHD", -410)]
    public void Amounts_are_converted_between_major_units_and_rounded_down(string rate, long minor, string to, long expected) =>
        Rate(rate).Convert(minor, Euro, Currency.Of(to)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.000")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.0.0")]
    [InlineData("1,5")]
    [InlineData(null)]
    [InlineData("1.000000000000000000000000000000001")]
    public void Other_texts_are_no_rates(string? text) => ExchangeRate.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_hole_in_the_table_is_told()
    {
        var table = new RateTable("2026-01", [new RateEntry("EUR", "USD", Rate("1.0873"))]);
        table.TryFind("EUR", "USD", out var rate).ShouldBeTrue();
        rate.Text.ShouldBe("1.0873");
        table.TryFind("EUR", "EUR", out var same).ShouldBeTrue();
        same.ShouldBe(ExchangeRate.One);
        table.TryFind("USD", "EUR", out _).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_is_lost_between_two_currencies() =>
        Prop.ForAll(
            Gen.Choose(0, 10_000_000).Select(value => (long)value).ListOf().ToArbitrary(),
            Gen.Choose(1, 9_999_999).ToArbitrary(),
            (amounts, rate) =>
            {
                var conversion = Conversion.Of([.. amounts], Rate($"{rate / 10_000}.{rate % 10_000:0000}"), Euro, Currency.Of("USD"));
                return conversion.Amounts.Sum() + conversion.Rounding == conversion.Total && conversion.Rounding >= 0 && conversion.Rounding <= Math.Max(0, amounts.Count - 1);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static ExchangeRate Rate(string text) => ExchangeRate.TryParse(text, out var rate) ? rate : throw new ArgumentException(text);
}
