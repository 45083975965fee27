using Shouldly;
using Spotify.Core.Royalties.Money;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Money;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 1205, "12.05")]
    [InlineData("EUR", -5, "-0.05")]
    [InlineData("JPY", 1205, "1205")]
    [InlineData("BHD", 1205, "1.205")]
    [InlineData("EUR", long.MinValue, "-92233720368547758.08")]
    public void Amounts_have_the_digits_of_their_currency(string code, long minor, string text) => Currency.Of(code).Format(minor).ShouldBe(text);

    [Theory]
    [InlineData("XXX")]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData(null)]
    public void Unknown_currencies_are_refused(string? code)
    {
        Currency.TryFind(code, out _).ShouldBeFalse();
        if (code is not null)
            Should.Throw<ArgumentException>(() => Currency.Of(code));
    }
}
