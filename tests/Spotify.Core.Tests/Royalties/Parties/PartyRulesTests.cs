using Shouldly;
using Spotify.Core.Royalties.Parties;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Parties;

public sealed class PartyRulesTests
{
    private static readonly Party Usual = new() { Id = "label-1", Name = "One Records", Country = "SE", Currency = "SEK", Threshold = 10_000, CollateralGroup = "ones" };

    [Fact]
    public void A_usual_party_is_right() => PartyRules.Find(Usual).ShouldBeEmpty();

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        PartyRules.Find(new Party { Id = "a b", Name = " ", Country = "Sweden", Currency = "kr", Threshold = -1, CollateralGroup = "", Label = "/", Artist = "?" })
            .Select(fault => fault.Field).ShouldBe(["id", "name", "country", "currency", "threshold", "collateral_group", "label", "artist"]);

    [Fact]
    public void A_collateral_group_is_paid_in_one_currency()
    {
        PartyRules.FindGroupFault(Usual, [Usual with { Id = "label-2", Currency = "EUR" }]).ShouldNotBeNull().Detail.ShouldContain("label-2");
        PartyRules.FindGroupFault(Usual, [Usual with { Currency = "EUR" }, Usual with { Id = "label-3" }, Usual with { Id = "label-4", Currency = "EUR", CollateralGroup = null }]).ShouldBeNull();
    }
}
