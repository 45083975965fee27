using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Telemetry;

public class AccountingPeriodTests
{
    [Fact]
    public void After_december_comes_january() => AccountingPeriod.Next("2026-12").ShouldBe("2027-01");

    [Fact]
    public void The_month_is_that_of_universal_time() =>
        AccountingPeriod.Of(new DateTimeOffset(2027, 1, 1, 1, 0, 0, TimeSpan.FromHours(2))).ShouldBe("2026-12");

    [Fact]
    public void The_last_period_before_the_thirty_first_is_the_month_before() =>
        AccountingPeriod.LastBefore(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero)).ShouldBe("2026-02");

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("1999-12")]
    [InlineData("october")]
    [InlineData("")]
    [InlineData(null)]
    public void What_callers_write_otherwise_is_no_period(string? text) => AccountingPeriod.IsValid(text).ShouldBeFalse();

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("")]
    public void What_is_no_period_has_no_next_one(string text) => Should.Throw<ArgumentException>(() => AccountingPeriod.Next(text));

    [Fact]
    public void A_time_lies_in_its_period() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seconds =>
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var period = AccountingPeriod.Of(time);
            return AccountingPeriod.StartOf(period) <= time && time < AccountingPeriod.EndOf(period)
                && string.CompareOrdinal(period, AccountingPeriod.Next(period)) < 0
                && AccountingPeriod.Of(time.ToUnixTimeMilliseconds()) == period
                && AccountingPeriod.LastBefore(AccountingPeriod.EndOf(period)) == period;
        }).QuickCheckThrowOnFailure();
}
