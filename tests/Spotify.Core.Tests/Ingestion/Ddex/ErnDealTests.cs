using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Core.Playback;
using Spotify.TestSupport.Ddex;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

public sealed class ErnDealTests
{
    public static TheoryData<string> Standards { get; } = [.. ErnBuilder.Standards];

    [Theory]
    [InlineData("AdvertisementSupportedModel", "OnDemandStream", "free stream")]
    [InlineData("FreeOfChargeModel", "Stream", "free stream")]
    [InlineData("SubscriptionModel", "OnDemandStream", "premium stream")]
    [InlineData("SubscriptionModel", "ConditionalDownload", "premium download")]
    [InlineData("AdvertisementSupportedModel", "ConditionalDownload", "")]
    [InlineData("PayAsYouGoModel", "PermanentDownload", "")]
    [InlineData("PayAsYouGoModel", "OnDemandStream", "")]
    [InlineData("SubscriptionModel", "NonInteractiveStream", "")]
    [InlineData("AsPerContract", "AsPerContract", "")]
    public void A_model_and_a_use_make_a_tier_and_a_use(string model, string use, string expected)
    {
        var rights = Rights(message => message.Deal(new ErnDealTerms { Models = [model], Uses = [use], Territories = ["DE"] }));
        string.Join(", ", rights.Select(grant => $"{string.Join('+', grant.Tiers)} {string.Join('+', grant.Uses)}")).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_release_opens_at_midnight_of_each_country(string standard)
    {
        var rights = Rights(message => message.UsualDeals("2026-11-20"), standard);
        Decide(rights, "US", "2026-11-20T04:59:59Z").ShouldBe(RightsDecision.NotYetReleased);
        Decide(rights, "US", "2026-11-20T05:00:00Z").ShouldBe(RightsDecision.Allowed);
        Decide(rights, "DE", "2026-11-19T22:59:59Z").ShouldBe(RightsDecision.NotYetReleased);
        Decide(rights, "DE", "2026-11-19T23:00:00Z").ShouldBe(RightsDecision.Allowed);
        Decide(rights, "NZ", "2026-11-19T11:00:00Z").ShouldBe(RightsDecision.Allowed);
        foreach (var market in MarketZones.All)
        {
            var opens = MarketZones.MidnightOf(market, new DateOnly(2026, 11, 20));
            Core.Playback.Rights.Decide(rights, market, Tier.Free, RightsUse.Stream, opens.AddTicks(-1)).ShouldBe(RightsDecision.NotYetReleased, market);
            Core.Playback.Rights.Decide(rights, market, Tier.Free, RightsUse.Stream, opens).ShouldBe(RightsDecision.Allowed, market);
            Core.Playback.Rights.Decide(rights, market, Tier.Free, RightsUse.Download, opens).ShouldNotBe(RightsDecision.Allowed, market);
            Core.Playback.Rights.Decide(rights, market, Tier.Premium, RightsUse.Download, opens).ShouldBe(RightsDecision.Allowed, market);
        }
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void The_last_day_is_part_of_a_deal(string standard)
    {
        var rights = Rights(message => message.UsualDeals("2026-11-20", "2026-12-31", "US"), standard);
        Decide(rights, "US", "2027-01-01T04:59:59Z").ShouldBe(RightsDecision.Allowed);
        Decide(rights, "US", "2027-01-01T05:00:00Z").ShouldBe(RightsDecision.TakenDown);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_moment_is_the_same_for_the_whole_world(string standard)
    {
        var rights = Rights(message => message.UsualDeals("2026-11-20T18:00:00+01:00"), standard);
        rights.ShouldAllBe(grant => grant.Markets.Single() == "*" && grant.From == new DateTimeOffset(2026, 11, 20, 17, 0, 0, TimeSpan.Zero));
        rights.Select(grant => $"{string.Join('+', grant.Tiers)} {string.Join('+', grant.Uses)}").ShouldBe(["premium download", "free+premium stream"]);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void Territories_are_named_or_left_out(string standard)
    {
        var some = Rights(message => message.Deal(new ErnDealTerms { Territories = ["DE", "AT"], Start = "2026-11-20" }), standard);
        some.ShouldHaveSingleItem().Markets.ShouldBe(["AT", "DE"]);
        var most = Rights(message => message.Deal(new ErnDealTerms { Excluded = ["US", "KP"], Start = "2026-11-20T00:00:00Z" }), standard).ShouldHaveSingleItem();
        most.Markets.ShouldBe(["*"]);
        most.Except.ShouldBe(["KP", "US"]);
    }

    [Fact]
    public void What_began_everywhere_before_the_message_was_made_is_one_grant_and_opens_nowhere_too_early()
    {
        var grant = Rights(message => message.Deal(new ErnDealTerms { Start = "2004-04-01" })).ShouldHaveSingleItem();
        grant.Markets.ShouldBe(["*"]);
        grant.From.ShouldBe(new DateTimeOffset(2004, 4, 1, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Deals_that_meet_are_one_and_deals_that_do_not_are_two()
    {
        var rights = Rights(message => message
            .Deal(new ErnDealTerms { Territories = ["DE"], Start = "2026-02-01", End = "2026-02-28" })
            .Deal(new ErnDealTerms { Territories = ["DE"], Start = "2026-03-01", End = "2026-03-31" })
            .Deal(new ErnDealTerms { Territories = ["DE"], Start = "2026-05-01" }));
        rights.Select(grant => (grant.From, grant.Until)).ShouldBe(
        [
            (MarketZones.MidnightOf("DE", new DateOnly(2026, 2, 1)), MarketZones.MidnightOf("DE", new DateOnly(2026, 4, 1))),
            (MarketZones.MidnightOf("DE", new DateOnly(2026, 5, 1)), null),
        ]);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void No_deals_grant_nothing(string standard)
    {
        var manifest = ErnReaderTests.Read(Bare(standard)).Manifest;
        manifest.Rights.ShouldBeEmpty();
        manifest.GrantsNothing.ShouldBeTrue();
    }

    [Fact]
    public void A_takedown_ends_what_other_deals_grant()
    {
        var rights = Rights(
            message => message.UsualDeals("2026-02-01").Deal(new ErnDealTerms { TakeDown = true, Territories = ["US"], Start = "2026-03-01" }), "ern/382");
        Decide(rights, "US", "2026-02-15T00:00:00Z").ShouldBe(RightsDecision.Allowed);
        Decide(rights, "US", "2026-03-01T05:00:00Z").ShouldBe(RightsDecision.TakenDown);
        Decide(rights, "DE", "2026-03-02T00:00:00Z").ShouldBe(RightsDecision.Allowed);
        Rights(message => message.Deal(new ErnDealTerms { TakeDown = true }), "ern/382").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_tracks_own_deals_take_the_place_of_the_releases(string standard)
    {
        var message = Bare(standard).UsualDeals("2026-11-20").Deal(new ErnDealTerms { Track = 1, Territories = ["DE"], Start = "2026-11-27" });
        var tracks = ErnReaderTests.Read(message).Manifest.Tracks;
        tracks[0].Rights.ShouldBeNull();
        Decide(tracks[1].Rights!, "DE", "2026-11-21T00:00:00Z").ShouldBe(RightsDecision.NotYetReleased);
        Decide(tracks[1].Rights!, "US", "2026-12-21T00:00:00Z").ShouldBe(RightsDecision.MarketRestricted);
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_track_whose_own_deals_are_of_no_use_here_goes_with_the_release(string standard)
    {
        var message = Bare(standard).UsualDeals().Deal(new ErnDealTerms { Track = 1, Models = ["PayAsYouGoModel"], Uses = ["PermanentDownload"] });
        ErnReaderTests.Read(message).Manifest.Tracks[1].Rights.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_pre_order_opens_nothing_but_what_is_given_at_once(string standard)
    {
        var message = Bare(standard).UsualDeals("2026-11-20").Deal(new ErnDealTerms { IsPreOrder = true, Start = "2026-10-01", End = "2026-11-19", InstantTracks = [0] });
        var manifest = ErnReaderTests.Read(message).Manifest;
        Decide(manifest.Rights, "DE", "2026-10-02T00:00:00Z", Tier.Premium).ShouldBe(RightsDecision.NotYetReleased);
        Decide(manifest.Tracks[0].Rights!, "DE", "2026-10-02T00:00:00Z", Tier.Premium).ShouldBe(RightsDecision.Allowed);
        manifest.Tracks[1].Rights.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Standards))]
    public void A_deal_for_named_services_counts_for_them_alone(string standard)
    {
        var message = Bare(standard).Deal(new ErnDealTerms { Services = [ErnBuilder.Recipient], Territories = ["DE"] });
        ErnReaderTests.Read(message).Manifest.Rights.ShouldBeEmpty();
        ErnReaderTests.Read(message, new ErnOptions { Dpid = ErnBuilder.Recipient }).Manifest.Rights.ShouldHaveSingleItem();
    }

    private static RightsDecision Decide(IReadOnlyList<RightsGrant> rights, string market, string at, Tier tier = Tier.Free)
    {
        var now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var decision = Core.Playback.Rights.Decide(rights, market, tier, RightsUse.Stream, now);
        // Deals of subscriptions alone are asked for as premium does.
        return decision == RightsDecision.TierRestricted ? Core.Playback.Rights.Decide(rights, market, Tier.Premium, RightsUse.Stream, now) : decision;
    }

    private static IReadOnlyList<RightsGrant> Rights(Func<ErnBuilder, ErnBuilder> deals, string standard = "ern/43") => ErnReaderTests.Read(deals(Bare(standard))).Manifest.Rights;

    private static ErnBuilder Bare(string standard) =>
        new ErnBuilder("036000291452") { Standard = standard }.Track("01.flac", [1], "USS1Z9900001", "One").Track("02.flac", [2], "USS1Z9900002", "Two");
}
