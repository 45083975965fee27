using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class TasteWeekTests
{
    [Theory]
    [InlineData("2026-11-20T10:00:00Z", "2026-W47")]
    [InlineData("2026-12-31T23:59:59.999Z", "2026-W53")]
    [InlineData("2027-01-03T23:59:59.999Z", "2026-W53")]
    [InlineData("2027-01-04T00:00:00Z", "2027-W01")]
    [InlineData("1969-12-29T00:00:00Z", "1970-W01")]
    [InlineData("1969-12-28T23:59:59.999Z", "1969-W52")]
    public void A_week_is_named_by_the_standard(string time, string name) =>
        TasteWeek.Of(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()).ToString().ShouldBe(name);

    [Fact]
    public void Weeks_are_those_of_the_base_class_library_and_their_names_sort_as_they_do() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (one, other) = (random.NextInt64(0, 4_102_444_800_000), random.NextInt64(0, 4_102_444_800_000));
            var date = DateTimeOffset.FromUnixTimeMilliseconds(one).UtcDateTime;
            var week = TasteWeek.Of(one);
            week.ToString().ShouldBe($"{ISOWeek.GetYear(date):0000}-W{ISOWeek.GetWeekOfYear(date):00}");
            one.ShouldBeInRange(week.StartMs, week.EndMs - 1);
            TasteWeek.Parse(week.ToString()).ShouldBe(week);
            Math.Sign(string.CompareOrdinal(week.ToString(), TasteWeek.Of(other).ToString())).ShouldBe(week.CompareTo(TasteWeek.Of(other)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("2026-11")]
    [InlineData("2025-W53")]
    [InlineData("2026-W00")]
    [InlineData("2026-X47")]
    [InlineData("0000-W01")]
    [InlineData("２026-W47")]
    public void What_names_no_week_is_none(string text) => TasteWeek.Parse(text).ShouldBeNull();
}
