using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Splits;

public sealed class SplitDisputesTests
{
    private static readonly string Track = SpotifyId.Derive("track", "disputes");

    private static readonly SplitSheet Sheet = new()
    {
        Track = Track,
        Side = RoyaltySide.Master,
        Territory = Territory.World,
        From = "2026-01",
        Version = 1,
        Links = [new("lab", "label", 500_000, null, []), new(null, "artist", 500_000, null, [new("ann", "artist", 600_000, null, []), new("bob", "artist", 400_000, null, [])])],
    };

    private static readonly SplitAnswer Disputed = new(Track, RoyaltySide.Master, "ann", IsDisputed: true, "half is mine");

    [Fact]
    public void What_a_party_disputes_is_kept_and_nothing_else()
    {
        var kept = SplitDisputes.Apply([Sheet], [Disputed]).ShouldHaveSingleItem();
        SplitBook.Flatten(kept).Select(share => (share.Holder, share.SharePpb, share.Escrow)).ShouldBe(
            [("bob", 200_000_000, null), ($"escrow:disputed:master:{Track}:ann", 300_000_000, EscrowReason.Disputed), ("lab", 500_000_000, (EscrowReason?)null)]);
        SplitDisputes.Apply([Sheet], [Disputed with { IsDisputed = false }]).ShouldBe([Sheet]);
        SplitDisputes.Apply([Sheet], [Disputed with { Side = RoyaltySide.Publishing }]).ShouldBe([Sheet]);
        SplitDisputes.ShareOf(kept, "ann").ShouldBe(300_000_000);
    }

    [Fact]
    public void A_label_takes_nothing_from_a_party_that_disputes_its_share()
    {
        var less = Sheet with { Links = [new("lab", "label", 800_000, null, []), new("ann", "artist", 200_000, null, [])] };
        var fault = SplitDisputes.FindFault(less, [Sheet], [Disputed]).ShouldNotBeNull();
        (fault.Field, fault.Detail).ShouldBe(("links", "would take from 'ann' some of the share that it disputes: first it must agree, or an operator decide"));
        SplitDisputes.FindFault(less with { Links = [new("lab", "label", 1_000_000, null, [])] }, [Sheet], [Disputed]).ShouldNotBeNull();
        SplitDisputes.FindFault(less with { Territory = new(["SE"], []) }, [Sheet], [Disputed]).ShouldNotBeNull();
        // More is no harm, nor is a sheet where the disputed one does not hold.
        SplitDisputes.FindFault(less with { Links = [new("lab", "label", 500_000, null, []), new("ann", "artist", 500_000, null, [])] }, [Sheet], [Disputed]).ShouldBeNull();
        SplitDisputes.FindFault(less with { From = "2027-01" }, [Sheet with { Until = "2027-01" }], [Disputed]).ShouldBeNull();
        SplitDisputes.FindFault(less, [Sheet], [Disputed with { IsDisputed = false }]).ShouldBeNull();
    }

    [Fact]
    public void A_dispute_moves_money_from_its_party_to_its_account_alone() =>
        Prop.ForAll(Gen.Choose(1, 999_999).Two().ToArbitrary(), cuts =>
        {
            var (low, high) = (Math.Min(cuts.Item1, cuts.Item2), Math.Max(cuts.Item1, cuts.Item2));
            var sheet = Sheet with { Links = [new("ann", "artist", low, null, []), new("bob", "artist", high - low, null, []), new("lab", "label", 1_000_000 - high, null, [])] };
            var before = SplitBook.Flatten(sheet).ToDictionary(share => share.Holder, share => share.SharePpb);
            var after = SplitBook.Flatten(SplitDisputes.Apply([sheet], [Disputed]).Single()).ToDictionary(share => share.Holder, share => share.SharePpb);
            return after.Values.Sum() == 1_000_000_000
                && after[$"escrow:disputed:master:{Track}:ann"] == before["ann"]
                && !after.ContainsKey("ann")
                && before.Keys.Where(holder => holder != "ann").All(holder => after[holder] == before[holder]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
