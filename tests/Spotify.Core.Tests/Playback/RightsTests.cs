using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Playback;

public class RightsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly RightsGrant World = new()
    {
        Markets = ["*"],
        Tiers = ["free", "premium"],
        Uses = ["stream", "download"],
        From = Now.AddDays(-1),
    };

    [Fact]
    public void A_grant_for_the_world_permits_playing_everywhere() => Decide("SE", Tier.Free, World).ShouldBe(RightsDecision.Allowed);

    [Fact]
    public void Without_grants_nothing_is_permitted() => Decide("SE", Tier.Premium).ShouldBe(RightsDecision.MarketRestricted);

    [Fact]
    public void An_exception_wins_over_the_world_and_over_its_own_name()
    {
        Decide("US", Tier.Free, World with { Except = ["US"] }).ShouldBe(RightsDecision.MarketRestricted);
        Decide("us", Tier.Free, World with { Markets = ["US", "SE"], Except = ["US"] }).ShouldBe(RightsDecision.MarketRestricted);
        Decide("SE", Tier.Free, World with { Except = ["US"] }).ShouldBe(RightsDecision.Allowed);
    }

    [Fact]
    public void A_window_holds_its_first_moment_and_not_its_last()
    {
        var window = World with { From = Now, Until = Now.AddHours(1) };
        Rights.Decide([window], "SE", Tier.Free, RightsUse.Stream, Now.AddTicks(-1)).ShouldBe(RightsDecision.NotYetReleased);
        Rights.Decide([window], "SE", Tier.Free, RightsUse.Stream, Now).ShouldBe(RightsDecision.Allowed);
        Rights.Decide([window], "SE", Tier.Free, RightsUse.Stream, Now.AddHours(1).AddTicks(-1)).ShouldBe(RightsDecision.Allowed);
        Rights.Decide([window], "SE", Tier.Free, RightsUse.Stream, Now.AddHours(1)).ShouldBe(RightsDecision.TakenDown);
    }

    [Theory]
    [InlineData(Tier.Premium)]
    [InlineData(Tier.Family)]
    [InlineData(Tier.Student)]
    [InlineData(Tier.Trial)]
    public void Premium_stands_for_its_kin(Tier tier) => Decide("SE", tier, World with { Tiers = ["premium"] }).ShouldBe(RightsDecision.Allowed);

    [Fact]
    public void What_another_plan_may_play_now_is_refused_for_the_plan() =>
        Decide("SE", Tier.Free, World with { Tiers = ["premium"] }, World with { From = Now.AddDays(7) }).ShouldBe(RightsDecision.TierRestricted);

    [Fact]
    public void What_comes_again_is_not_taken_down() =>
        Decide("SE", Tier.Free, World with { Until = Now }, World with { From = Now.AddDays(7) }).ShouldBe(RightsDecision.NotYetReleased);

    [Fact]
    public void Windows_of_other_markets_say_nothing() =>
        Decide("SE", Tier.Free, World with { Markets = ["US"], Until = Now }, World with { Markets = ["DE"], From = Now.AddDays(7) })
            .ShouldBe(RightsDecision.MarketRestricted);

    [Fact]
    public void A_stream_does_not_permit_a_download() =>
        Rights.Decide([World with { Uses = ["stream"] }], "SE", Tier.Premium, RightsUse.Download, Now).ShouldBe(RightsDecision.MarketRestricted);

    [Fact]
    public void No_country_is_no_market() => Decide("", Tier.Premium, World).ShouldBe(RightsDecision.MarketRestricted);

    [Fact]
    public void The_next_opening_is_the_earliest_one_for_this_listener()
    {
        var grants = new[] { World with { From = Now.AddDays(3) }, World with { From = Now.AddDays(1), Tiers = ["premium"] }, World with { From = Now.AddDays(2) } };
        Rights.OpensAt(grants, "SE", Tier.Free, RightsUse.Stream, Now).ShouldBe(Now.AddDays(2));
        Rights.OpensAt(grants, "SE", Tier.Trial, RightsUse.Stream, Now).ShouldBe(Now.AddDays(1));
        Rights.OpensAt(grants, "SE", Tier.Free, RightsUse.Stream, Now.AddDays(3)).ShouldBeNull();
    }

    [Fact]
    public void A_grant_more_never_takes_away_what_was_allowed() => ForAll(ask =>
        ask.Decide(ask.Grants.SkipLast(1)) != RightsDecision.Allowed || ask.Decide(ask.Grants) == RightsDecision.Allowed);

    [Fact]
    public void It_is_allowed_exactly_where_one_grant_alone_allows_it() => ForAll(ask =>
        (ask.Decide(ask.Grants) == RightsDecision.Allowed) == ask.Grants.Any(grant => ask.Decide([grant]) == RightsDecision.Allowed));

    [Fact]
    public void The_order_of_grants_does_not_matter() => ForAll(ask => ask.Decide(ask.Grants) == ask.Decide(ask.Grants.Reverse()));

    [Fact]
    public void An_excepted_market_is_never_allowed() => ForAll(ask =>
        ask.Decide(ask.Grants.Select(grant => grant with { Except = [.. grant.Except, ask.Market] })) == RightsDecision.MarketRestricted);

    [Fact]
    public void Premium_may_play_what_free_may_where_every_grant_to_free_names_premium_too() => ForAll(ask =>
    {
        var grants = ask.Grants.Select(grant => grant.Tiers.Contains("free") ? grant with { Tiers = ["free", "premium"] } : grant).ToList();
        return (ask with { Tier = Tier.Free }).Decide(grants) != RightsDecision.Allowed || (ask with { Tier = Tier.Student }).Decide(grants) == RightsDecision.Allowed;
    });

    [Fact]
    public void The_answer_holds_until_the_next_change() => ForAll(ask =>
    {
        var change = Rights.ChangesAt([.. ask.Grants], Now);
        var justBefore = change?.AddTicks(-1) ?? Now.AddYears(100);
        return ask.Decide(ask.Grants) == Rights.Decide([.. ask.Grants], ask.Market, ask.Tier, RightsUse.Stream, justBefore);
    });

    private static RightsDecision Decide(string market, Tier tier, params RightsGrant[] grants) => Rights.Decide(grants, market, tier, RightsUse.Stream, Now);

    private static void ForAll(Func<Ask, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(Asks), property));

    private static readonly Gen<string> Markets = Gen.Elements("SE", "US", "DE");

    private static readonly Gen<RightsGrant> Grants =
        from markets in Gen.OneOf(Gen.Constant<string[]>(["*"]), Gen.ArrayOf(Markets))
        from except in Gen.ArrayOf(Markets)
        from tiers in Gen.Elements<string[]>([], ["free"], ["premium"], ["free", "premium"])
        from uses in Gen.Elements<string[]>(["stream"], ["download"], ["stream", "download"])
        from start in Gen.Choose(-3, 3)
        from length in Gen.Choose(0, 4)
        select new RightsGrant
        {
            Markets = markets,
            Except = except.Length == 3 ? [] : except,
            Tiers = tiers,
            Uses = uses,
            From = Now.AddDays(start),
            Until = length == 0 ? null : Now.AddDays(start + length),
        };

    private static readonly Gen<Ask> Asks =
        from grants in Gen.ArrayOf(Grants)
        from market in Markets
        from tier in Gen.Elements(Enum.GetValues<Tier>())
        select new Ask(grants, market, tier);

    private sealed record Ask(RightsGrant[] Grants, string Market, Tier Tier)
    {
        public RightsDecision Decide(IEnumerable<RightsGrant> grants) => Rights.Decide([.. grants], Market, Tier, RightsUse.Stream, Now);

        public override string ToString() => $"{Market} {Tier} {System.Text.Json.JsonSerializer.Serialize(Grants)}";
    }
}
