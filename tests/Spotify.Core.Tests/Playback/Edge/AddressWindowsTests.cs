using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback.Edge;
using Xunit;

namespace Spotify.Core.Tests.Playback.Edge;

public sealed class AddressWindowsTests
{
    private static readonly int[] MinutesOfADay = [.. Enumerable.Range(1, 1440).Where(minutes => 1440 % minutes == 0)];

    [Fact]
    public void Whenever_an_address_is_given_out_it_has_its_least_life_and_never_more_than_that_and_a_window() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from minutes in Gen.Elements(MinutesOfADay) from life in Gen.Choose(60, 86_400) from seconds in Gen.Choose(0, int.MaxValue) select (minutes, life, seconds)).ToArbitrary(),
        one =>
        {
            var windows = new AddressWindows(TimeSpan.FromMinutes(one.minutes), TimeSpan.FromSeconds(one.life));
            var moment = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(one.seconds);
            var number = windows.NumberAt(moment);
            var left = windows.EndOf(number) - moment.UtcDateTime;
            left.ShouldBeGreaterThan(windows.LeastLife);
            left.ShouldBeLessThanOrEqualTo(windows.LeastLife + windows.Length);
            windows.BeginOf(number).ShouldBeLessThanOrEqualTo(moment.UtcDateTime);
            // All of a window sign the same end, and no two windows do.
            windows.EndOf(windows.NumberAt(windows.BeginOf(number))).ShouldBe(windows.EndOf(number));
            windows.EndOf(number + 1).ShouldBe(windows.EndOf(number) + windows.Length);
        }));

    [Fact]
    public void Windows_begin_at_multiples_of_their_length_in_UTC_wherever_the_instance_is()
    {
        var windows = new AddressWindows(TimeSpan.FromHours(6), TimeSpan.FromHours(1));
        windows.BeginOf(windows.NumberAt(new DateTimeOffset(2026, 11, 20, 13, 30, 0, TimeSpan.FromHours(9)))).ShouldBe(new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc));
        windows.EndOf(windows.NumberAt(new DateTimeOffset(2026, 11, 20, 4, 30, 0, TimeSpan.Zero))).ShouldBe(new DateTime(2026, 11, 20, 7, 0, 0, DateTimeKind.Utc));
    }

    [Theory]
    [InlineData("00:00:30", "00:55:00")]
    [InlineData("00:07:00", "00:55:00")]
    [InlineData("1.00:01:00", "00:55:00")]
    [InlineData("00:05:00", "00:00:00")]
    [InlineData("00:05:00", "00:55:00.5")]
    public void Windows_that_no_day_is_made_of_are_refused(string length, string life) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new AddressWindows(TimeSpan.Parse(length, null), TimeSpan.Parse(life, null)));
}
