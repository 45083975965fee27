using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Agreements;

public sealed class AgreementRulesTests
{
    private static readonly Agreement Usual = new()
    {
        Id = "a1",
        Side = RoyaltySide.Master,
        Licensor = "label-1",
        Payee = "label-1",
        Territory = Territory.World,
        From = "2026-01",
        Model = RoyaltyModel.ProRata,
        ShareBp = 5_200,
    };

    [Fact]
    public void A_usual_agreement_is_right() => AgreementRules.Find(Usual with { Minimums = [new("EUR", 300), new("JPY", 40)], Products = ["family"] }).ShouldBeEmpty();

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = AgreementRules.Find(Usual with
        {
            Id = "",
            Payee = "not an id",
            Territory = new Territory(["DE", "QQ"], ["FR"]),
            Products = ["gold"],
            From = "2026-13",
            Until = "then",
            ShareBp = 10_001,
            Model = (RoyaltyModel)9,
            Minimums = [new("EUR", -1), new("EUR", 1), new("XXX", 1)],
        });
        faults.Select(fault => fault.Field).ShouldBe(
            ["id", "payee", "territory.countries", "territory.except", "from", "until", "products", "share_bp", "model", "minimums[0].per_subscriber", "minimums[1].currency", "minimums[2].currency"]);
    }

    [Fact]
    public void An_agreement_ends_after_it_begins() =>
        AgreementRules.Find(Usual with { Until = "2026-01" }).ShouldHaveSingleItem().Field.ShouldBe("until");

    [Theory]
    [InlineData("2026-06", null, "*", "", true)]
    [InlineData("2025-01", "2026-01", "*", "", false)]
    [InlineData("2025-01", "2026-02", "*", "", true)]
    [InlineData("2026-01", null, "DE SE", "", true)]
    [InlineData("2026-01", null, "US", "", false)]
    [InlineData("2026-01", null, "DE", "free", false)]
    [InlineData("2026-01", null, "DE", "free premium", true)]
    public void Two_agreements_may_not_answer_for_the_same_plays(string from, string? until, string countries, string products, bool meets)
    {
        var standing = Usual with { Territory = new(["DE", "SE", "FR"], []), Products = ["premium", "family"] };
        var other = Usual with { Id = "a2", From = from, Until = until, Territory = new(countries.Split(' '), []), Products = products.Length == 0 ? [] : products.Split(' ') };
        AgreementRules.FindOverlap(other, [standing]).ShouldBe(meets ? standing : null);
        AgreementRules.FindOverlap(standing, [other]).ShouldBe(meets ? other : null);
    }

    [Fact]
    public void Another_licensor_another_side_excepted_countries_and_its_own_former_version_are_no_overlap()
    {
        AgreementRules.FindOverlap(Usual with { Id = "a2", Licensor = "label-2" }, [Usual]).ShouldBeNull();
        AgreementRules.FindOverlap(Usual with { Id = "a2", Side = RoyaltySide.Publishing }, [Usual]).ShouldBeNull();
        AgreementRules.FindOverlap(Usual with { Id = "a2", Territory = new(["DE"], []) }, [Usual with { Territory = new(["*"], ["DE"]) }]).ShouldBeNull();
        AgreementRules.FindOverlap(Usual with { ShareBp = 1 }, [Usual]).ShouldBeNull();
    }

    [Theory]
    [InlineData(8_500, 1_500, "*", null)]
    [InlineData(8_501, 0, "*", "tracks without an agreement for publishing 1500 more")]
    [InlineData(8_000, 2_000, "*", null)]
    [InlineData(8_000, 2_001, "*", "'a1' of label-1 and 'p1' of pub-1 together take 10001 of 10000")]
    [InlineData(8_000, 2_001, "US", null)]
    [InlineData(1_000, 4_501, "*", "tracks without an agreement for masters 5500 more")]
    public void Both_sides_together_take_no_more_than_there_is(int master, int publishing, string countries, string? fault)
    {
        var masters = Usual with { ShareBp = master, Territory = new(["DE", "SE"], []) };
        var publisher = Usual with { Id = "p1", Side = RoyaltySide.Publishing, Licensor = "pub-1", ShareBp = publishing, Territory = new(countries.Split(' '), []) };
        var found = AgreementRules.FindExcess([masters, publisher], new Core.Royalties.Calculation.RoyaltyRules());
        if (fault is null)
            found.ShouldBeNull();
        else
            found.ShouldNotBeNull().ShouldContain(fault);
    }
}
