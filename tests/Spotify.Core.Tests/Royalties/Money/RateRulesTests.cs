using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Money;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Money;

public sealed class RateRulesTests
{
    private static readonly RateText[] Whole = [new("EUR", "USD", "1.0873"), new("EUR", "SEK", "11.4"), new("GBP", "USD", "1.27"), new("GBP", "SEK", "13.3"), new("USD", "SEK", "10.5")];

    [Fact]
    public void A_table_with_a_rate_for_every_pair_is_taken()
    {
        RateRules.Find(Whole).ShouldBeEmpty();
        RateRules.Find([]).ShouldBeEmpty();
    }

    [Fact]
    public void A_hole_is_named() => RateRules.Find([.. Whole[..3], Whole[4]]).ShouldBe([new RightsFault("rates", "have a hole: there is none from GBP to SEK")]);

    [Fact]
    public void No_rate_is_guessed_from_what_is_none()
    {
        Fields(new RateText("EUR", "USD", "1,08")).ShouldBe(["rates[0].rate"]);
        Fields(new RateText("EUR", "USD", "0")).ShouldBe(["rates[0].rate"]);
        Fields(new RateText("EUR", "USD", "-1.1")).ShouldBe(["rates[0].rate"]);
        Fields(new RateText("EUR", "USD", "1e3")).ShouldBe(["rates[0].rate"]);
        Fields(new RateText("EUR", "EUR", "1")).ShouldBe(["rates[0]"]);
        Fields(new RateText("EUR", "XXX", "1")).ShouldBe(["rates[0].to"]);
        Fields(new RateText("eur", "USD", "1")).ShouldBe(["rates[0].from"]);
        Fields(new RateText("EUR", "USD", "1.1"), new RateText("EUR", "USD", "1.2")).ShouldBe(["rates[1]"]);
    }

    private static IEnumerable<string> Fields(params RateText[] rates) => RateRules.Find(rates).Select(fault => fault.Field);
}
