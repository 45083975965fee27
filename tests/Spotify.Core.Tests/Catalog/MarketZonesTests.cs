using Shouldly;
using Spotify.Core.Catalog;
using Xunit;

namespace Spotify.Core.Tests.Catalog;

public sealed class MarketZonesTests
{
    [Fact]
    public void Every_country_has_a_zone_that_this_machine_knows()
    {
        foreach (var market in Markets.All)
            MarketZones.All.ShouldContain(market);
        foreach (var market in MarketZones.All)
        {
            Markets.IsCountry(market).ShouldBeTrue();
            MarketZones.Of(market).ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("US", "2026-07-03T04:00:00Z")]
    [InlineData("GB", "2026-07-02T23:00:00Z")]
    [InlineData("JP", "2026-07-02T15:00:00Z")]
    [InlineData("NZ", "2026-07-02T12:00:00Z")]
    [InlineData("IN", "2026-07-02T18:30:00Z")]
    [InlineData("RU", "2026-07-02T21:00:00Z")]
    [InlineData("ZZ", "2026-07-03T00:00:00Z")]
    public void A_day_begins_at_midnight_of_a_country(string market, string instant) =>
        MarketZones.MidnightOf(market, new DateOnly(2026, 7, 3)).ShouldBe(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_midnight_that_clocks_leave_out_is_the_first_moment_after()
    {
        // Lebanon's clocks go from midnight to one o'clock on the last Sunday of March.
        var instant = MarketZones.MidnightOf("LB", new DateOnly(2025, 3, 30));
        instant.ShouldBe(new DateTimeOffset(2025, 3, 29, 22, 0, 0, TimeSpan.Zero));
        // Cuba's show half past twelve twice on the first Sunday of November: the first counts.
        MarketZones.InstantOf("CU", new DateTime(2025, 11, 2, 0, 30, 0)).ShouldBe(new DateTimeOffset(2025, 11, 2, 4, 30, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void The_ends_of_time_do_no_harm(int year)
    {
        MarketZones.InstantOf("NZ", new DateTime(year, 1, 1)).Year.ShouldBeInRange(1, 9999);
        MarketZones.InstantOf("US", new DateTime(year, 12, 31, 23, 59, 59)).Year.ShouldBeInRange(1, 9999);
    }
}
