using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Splits;

public sealed class SplitTests
{
    private static readonly string Track = SpotifyId.Derive("track", "splits");

    [Fact]
    public void A_chain_comes_to_what_its_ends_have_of_the_whole()
    {
        // A distributor keeps 15 % of all; of the rest the label has a half, and artist and producer 80 and 20 % of the other.
        var sheet = Sheet(
            Link("dist", "distributor", 150_000),
            Link(null, "label", 850_000,
                Link("lab", "label", 500_000),
                Link(null, "artist", 500_000, Link("ann", "artist", 800_000), Link("pete", "producer", 200_000))));
        SplitRules.Find(sheet).ShouldBeEmpty();
        SplitBook.Flatten(sheet).ShouldBe(
        [
            new("ann", "artist", 340_000_000, null), new("dist", "distributor", 150_000_000, null), new("lab", "label", 425_000_000, null), new("pete", "producer", 85_000_000, null),
        ]);
    }

    [Fact]
    public void Shares_of_99_point_9_percent_are_refused_by_name()
    {
        var fault = SplitRules.Find(Sheet(Link("a", "artist", 500_000), Link("b", "writer", 499_000))).ShouldHaveSingleItem();
        fault.Field.ShouldBe("links");
        fault.Detail.ShouldStartWith("these shares come to 99.9 %");
        SplitRules.Find(Sheet(Link("a", "artist", 1_000_000, Link("a", "artist", 1_000_001)))).Select(one => one.Field).ShouldBe(["links[0].children", "links[0].children[0].share_ppm"]);
        SplitRules.Find(Sheet()).ShouldHaveSingleItem().Detail.ShouldStartWith("these shares come to 0 %");
    }

    [Fact]
    public void Everything_else_that_is_wrong_is_told_at_once()
    {
        var sheet = Sheet(
            new SplitLink(null, "artist", 250_000, null, []),
            new SplitLink("?", "boss", 250_000, EscrowReason.NoOwner, []),
            new SplitLink("a", "artist", 500_000, EscrowReason.Disputed, [Link("b", "artist", 1_000_000)])) with
        { Track = "none", From = "now" };
        SplitRules.Find(sheet).Select(fault => fault.Field).ShouldBe(["track", "from", "links[0].hold", "links[1].role", "links[1].party", "links[1].hold", "links[2].hold"]);
        var deep = Link("a", "artist", 1_000_000);
        for (var level = 0; level < 6; level++)
            deep = Link(null, "label", 1_000_000, deep);
        SplitRules.Find(Sheet(deep)).ShouldHaveSingleItem().Detail.ShouldContain("6 levels");
        SplitRules.Find(Sheet([.. Enumerable.Range(0, 250).Select(i => Link($"p{i}", "writer", 4_000))])).ShouldHaveSingleItem().Detail.ShouldContain("200");
    }

    [Fact]
    public void What_nobody_has_claimed_or_two_have_is_kept_for_them()
    {
        TrackKey.TryParse(Track, out var track).ShouldBeTrue();
        var shares = SplitBook.Flatten(Sheet(
            new SplitLink(null, "writer", 200_000, EscrowReason.Unclaimed, []),
            new SplitLink("ann", "artist", 300_000, EscrowReason.Disputed, []),
            Link("lab", "label", 500_000)));
        shares.ShouldBe(
            [
                new($"{EscrowAccount.Of(EscrowReason.Disputed, RoyaltySide.Master, track)}:ann", "artist", 300_000_000, EscrowReason.Disputed),
                new($"{EscrowAccount.Of(EscrowReason.Unclaimed, RoyaltySide.Master, track)}:writer", "writer", 200_000_000, EscrowReason.Unclaimed),
                new("lab", "label", 500_000_000, null),
            ]);
    }

    [Fact]
    public void What_falls_to_somebody_who_is_no_party_waits_for_him()
    {
        TrackKey.TryParse(Track, out var track).ShouldBeTrue();
        SplitBook.Flatten(Sheet(Link("ann", "artist", 400_000), Link("lab", "label", 600_000)), new HashSet<string> { "lab" }).ShouldBe(
            [new($"{EscrowAccount.Of(EscrowReason.Unclaimed, RoyaltySide.Master, track)}:ann", "artist", 400_000_000, EscrowReason.Unclaimed), new("lab", "label", 600_000_000, null)]);
    }

    [Fact]
    public void A_sheet_that_began_later_applies_however_often_an_earlier_one_was_changed()
    {
        TrackKey.TryParse(Track, out var track).ShouldBeTrue();
        var changedOften = Sheet(Link("old", "label", 1_000_000)) with { Version = 7 };
        var fresh = Sheet(Link("new", "label", 1_000_000)) with { From = "2026-06" };
        new SplitBook("2026-06", [changedOften, fresh]).SharesOf(track, RoyaltySide.Master, "SE").ShouldHaveSingleItem().Holder.ShouldBe("new");
    }

    [Fact]
    public void The_sheet_that_names_the_country_applies_then_the_later_one_then_the_later_version()
    {
        var world = Sheet(Link("world", "label", 1_000_000)) with { From = "2026-01" };
        var later = Sheet(Link("later", "label", 1_000_000)) with { From = "2026-05" };
        var second = later with { Version = 2, Links = [Link("second", "label", 1_000_000)] };
        var sweden = Sheet(Link("sweden", "label", 1_000_000)) with { From = "2025-01", Territory = new(["SE"], []) };
        var ended = Sheet(Link("ended", "label", 1_000_000)) with { From = "2026-06", Until = "2026-07" };

        HolderIn("2026-04", "DE").ShouldBe("world");
        HolderIn("2026-05", "DE").ShouldBe("second");
        HolderIn("2026-06", "DE").ShouldBe("ended");
        HolderIn("2026-07", "DE").ShouldBe("second");
        HolderIn("2026-07", "SE").ShouldBe("sweden");
        HolderIn("2025-12", "DE").ShouldBeNull();

        string? HolderIn(string period, string country)
        {
            TrackKey.TryParse(Track, out var track).ShouldBeTrue();
            var book = new SplitBook(period, [later, world, second, ended, sweden]);
            book.SharesOf(track, RoyaltySide.Publishing, country).ShouldBeEmpty();
            return book.SharesOf(track, RoyaltySide.Master, country).SingleOrDefault()?.Holder;
        }
    }

    [Fact]
    public void Whatever_the_chain_its_ends_come_to_all_of_it() =>
        Prop.ForAll(Chains(3).ToArbitrary(), links =>
        {
            var sheet = Sheet([.. links]);
            return SplitRules.Find(sheet).Count == 0 && SplitBook.Flatten(sheet) is var shares
                && shares.Sum(share => share.SharePpb) == 1_000_000_000 && shares.All(share => share.SharePpb > 0)
                && shares.DistinctBy(share => (share.Holder, share.Role)).Count() == shares.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<List<SplitLink>> Chains(int depth) =>
        from cuts in Gen.Choose(0, 1_000_000).ListOf(3)
        let edges = cuts.Append(0).Append(1_000_000).Order().ToList()
        let shares = edges.Zip(edges.Skip(1), (low, high) => high - low).ToList()
        from parties in Gen.Elements("ann", "bob", "lab", null).ListOf(shares.Count)
        from children in (depth == 0 ? Gen.Constant(new List<SplitLink>()) : Gen.OneOf(Gen.Constant(new List<SplitLink>()), Chains(depth - 1))).ListOf(shares.Count)
        select shares.Select((share, i) => new SplitLink(parties[i], "artist", share, parties[i] is null && children[i].Count == 0 ? EscrowReason.Unclaimed : null, children[i])).ToList();

    private static SplitSheet Sheet(params SplitLink[] links) => new() { Track = Track, Side = RoyaltySide.Master, Territory = Territory.World, From = "2026-01", Version = 1, Links = links };

    private static SplitLink Link(string? party, string role, int ppm, params SplitLink[] children) => new(party, role, ppm, null, children);
}
