using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class AddressRangesTests
{
    [Fact]
    public void The_narrowest_network_holds_for_both_families_of_addresses()
    {
        var ranges = Of(("10.0.0.0/8", "A"), ("10.1.0.0/16", "B"), ("10.1.2.0/24", "C"), ("10.1.2.3", "D"), ("2001:db8::/32", "E"), ("2001:db8:1::/48", "F"));
        (string Address, string? Value)[] expected =
        [
            ("9.255.255.255", null), ("10.0.0.0", "A"), ("10.0.255.255", "A"), ("10.1.0.0", "B"), ("10.1.1.255", "B"), ("10.1.2.0", "C"), ("10.1.2.2", "C"), ("10.1.2.3", "D"),
            ("10.1.2.4", "C"), ("10.1.3.0", "B"), ("10.2.0.0", "A"), ("10.255.255.255", "A"), ("11.0.0.0", null), ("::ffff:10.1.2.3", "D"), ("2001:db8::1", "E"), ("2001:db8:1::1", "F"),
            ("2001:db8:2::", "E"), ("2001:db9::", null), ("::1", null),
        ];
        foreach (var (address, value) in expected)
            ranges.Find(IPAddress.Parse(address)).ShouldBe(value, address);
    }

    [Fact]
    public void A_search_finds_what_looking_at_every_network_finds() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        // Few bits differ, so that networks lie within one another, beside one another and twice on the same place.
        var networks = Enumerable.Range(0, 40).Select(i => (Text: $"10.{random.Next(4)}.{random.Next(4)}.{random.Next(256)}/{random.Next(6, 33)}", Value: $"v{i}")).ToArray();
        var parsed = networks.Select(one =>
        {
            AddressRanges.TryParse(one.Text, one.Value, out var range).ShouldBeTrue();
            return range;
        }).ToList();
        var ranges = new AddressRanges(parsed);
        for (var i = 0; i < 200; i++)
        {
            var address = new IPAddress([10, (byte)random.Next(5), (byte)random.Next(5), (byte)random.Next(256)]);
            AddressRanges.TryParse(address.ToString(), "", out var own);
            var narrowest = parsed.Where(range => range.First <= own.First && own.First <= range.Last).OrderBy(range => range.Last - range.First).ToList();
            var found = ranges.Find(address);
            if (narrowest.Count == 0)
                found.ShouldBeNull();
            else
                narrowest.Where(range => range.Last - range.First == narrowest[0].Last - narrowest[0].First).Select(range => range.Value).ShouldContain(found);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_world_is_a_network_too()
    {
        var ranges = Of(("::/0", "all"), ("0.0.0.0/0", "four"), ("255.255.255.255/32", "last"), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "end"));
        (ranges.Find(IPAddress.Parse("::")), ranges.Find(IPAddress.Parse("1.2.3.4")), ranges.Find(IPAddress.Broadcast)).ShouldBe(("all", "four", "last"));
        (ranges.Find(IPAddress.Parse("ffff::")), ranges.Find(IPAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))).ShouldBe(("all", "end"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0/8")]
    [InlineData("10/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%3/64")]
    [InlineData("10.0.0.0/")]
    public void What_is_no_network_is_not_guessed_at(string text) => AddressRanges.TryParse(text, "A", out _).ShouldBeFalse();

    [Fact]
    public void Without_networks_nothing_is_known() => AddressRanges.Empty.Find(IPAddress.Loopback).ShouldBeNull();

    private static AddressRanges Of(params (string Text, string Value)[] networks) => new(networks.Select(one =>
    {
        AddressRanges.TryParse(one.Text, one.Value, out var range).ShouldBeTrue(one.Text);
        return range;
    }));
}
