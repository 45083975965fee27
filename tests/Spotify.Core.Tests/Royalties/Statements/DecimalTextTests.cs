using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Statements;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Statements;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(0, 2, "0.00")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(1205, 0, "1205")]
    [InlineData(1205, 3, "1.205")]
    [InlineData(long.MinValue, 8, "-92233720368.54775808")]
    public void Units_are_written_with_all_their_digits(long units, int digits, string text) => DecimalText.Of(units, digits).ShouldBe(text);

    [Fact]
    public void The_largest_and_the_smallest_numbers_are_written_too()
    {
        DecimalText.Of(Int128.MaxValue, 6).ShouldBe("170141183460469231731687303715884.105727");
        DecimalText.Of(Int128.MinValue, 6).ShouldBe("-170141183460469231731687303715884.105728");
    }

    [Fact]
    public void Without_its_point_the_text_is_the_number() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), Gen.Choose(0, 12).ToArbitrary(), (units, digits) =>
            BigInteger.Parse(DecimalText.Of(units, digits).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) == units).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1_000_000_000, "100")]
    [InlineData(125_000_000, "12.5")]
    [InlineData(333_333_333, "33.3333333")]
    [InlineData(0, "0")]
    public void Shares_are_percent(long ppb, string text) => DecimalText.Percent(ppb).ShouldBe(text);
}
