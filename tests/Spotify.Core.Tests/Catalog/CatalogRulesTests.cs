using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Catalog;

/// <summary>Markets, availability, genres' names, categories, covers, texts and popularity.</summary>
public class CatalogRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private static readonly RightsGrant World = new() { Markets = ["*"], Tiers = ["free"], Uses = ["stream"], From = Now.AddDays(-1) };

    [Fact]
    public void Markets_are_countries_in_order_each_once()
    {
        Markets.All.Count.ShouldBeInRange(183, 185);
        Markets.All.ShouldBe(Markets.All.Distinct().Order(StringComparer.Ordinal));
        Markets.All.ShouldAllBe(market => Markets.IsCountry(market));
        foreach (var country in (string[])["CN", "RU", "AQ"])
            Markets.IsCountry(country).ShouldBeTrue();
        foreach (var none in (string?[])[null, "", "se", "XX", "SWE", "EU", "UK"])
            Markets.IsCountry(none).ShouldBeFalse();
    }

    [Fact]
    public void Something_is_available_where_a_grant_for_streaming_holds_now()
    {
        Availability.Of([World], Now).ShouldBe(Markets.All);
        Availability.Of([World with { Except = ["SE", "no"] }], Now).ShouldBe(Markets.All.Except(["SE", "NO"]));
        Availability.Of([World with { Markets = ["se", "XX"] }, World with { Markets = ["NO"] }], Now).ShouldBe(["NO", "SE"]);
        Availability.Of([World with { From = Now.AddSeconds(1) }, World with { Until = Now }, World with { Uses = ["download"] }, World with { Tiers = [] }], Now).ShouldBeEmpty();
        Availability.Of((IReadOnlyList<RightsGrant>)[], Now).ShouldBeEmpty();
    }

    [Fact]
    public void Availability_says_for_every_market_what_the_rights_decide() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Grants)), grants =>
        {
            var open = Availability.Of([.. grants], Now).ToHashSet();
            foreach (var market in (string[])["SE", "NO", "DE"])
            {
                var decided = new[] { Tier.Free, Tier.Premium }.Any(tier => Rights.Decide([.. grants], market, tier, RightsUse.Stream, Now) == RightsDecision.Allowed);
                open.Contains(market).ShouldBe(decided);
            }
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_union_of_grants_permits_what_one_of_them_permits() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.ListOf(Grants))), lists =>
        {
            var union = Availability.Union(lists.Select(list => (IReadOnlyList<RightsGrant>)[.. list]));
            foreach (var market in (string[])["SE", "NO", "DE"])
            {
                Rights.Decide(union, market, Tier.Free, RightsUse.Stream, Now).Equals(RightsDecision.Allowed)
                    .ShouldBe(lists.Any(list => Rights.Decide([.. list], market, Tier.Free, RightsUse.Stream, Now) == RightsDecision.Allowed));
            }
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("Hip-Hop / Rap", "hip-hop-rap")]
    [InlineData("  R&B ", "r-b")]
    [InlineData("Drum & Bass", "drum-and-bass", false)]
    [InlineData("Música Latina", "música-latina")]
    [InlineData("Ｋ－Ｐｏｐ", "k-pop")]
    [InlineData("!!!", "")]
    public void A_genre_has_a_name_for_addresses(string genre, string slug, bool isSame = true) => (GenreName.SlugOf(genre) == slug).ShouldBe(isSame);

    [Fact]
    public void A_genres_name_names_itself_and_is_short() =>
        Prop.ForAll<NonNull<string>>(genre =>
        {
            var text = new string([.. genre.Get.Where(c => !char.IsSurrogate(c))]);
            var slug = GenreName.SlugOf(text);
            slug.Length.ShouldBeLessThanOrEqualTo(61);
            if (slug.Length is > 0 and <= 60)
                GenreName.IsSlug(slug).ShouldBeTrue(slug);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Every_category_has_a_name_in_every_language_and_genres_as_addresses_write_them()
    {
        BrowseCategory.All.Select(category => category.Id).ShouldBeUnique();
        BrowseCategory.All.ShouldAllBe(category => category.Names.Count == BrowseCategory.Languages.Count && category.Names.All(name => name.Length > 0));
        BrowseCategory.AllGenres.ShouldAllBe(genre => GenreName.IsSlug(genre));
        BrowseCategory.Find("focus")!.NameIn("DE").ShouldBe("Konzentration");
        BrowseCategory.Find("focus")!.NameIn(null).ShouldBe("Focus");
        BrowseCategory.Find("none").ShouldBeNull();
    }

    [Fact]
    public void A_cover_is_there_in_its_sizes_and_another_image_in_its_own()
    {
        CoverImage.Of("album/hash/640.jpg").ShouldBe([new("album/hash/640.jpg", 640), new("album/hash/300.jpg", 300), new("album/hash/64.jpg", 64)]);
        CoverImage.Of("shows/one.png").ShouldBe([new("shows/one.png", null)]);
        CoverImage.Of(null).ShouldBeEmpty();
    }

    [Fact]
    public void Plain_text_has_no_control_characters_and_no_half_characters()
    {
        PlainText.IsLine("Ärlig 🎵").ShouldBeTrue();
        PlainText.IsText("two\nlines").ShouldBeTrue();
        foreach (var bad in (string[])["\n", "\u0000", "\u2028", "\ud83c"])
            PlainText.IsLine(bad).ShouldBeFalse();
        foreach (var bad in (string[])["\u0000", "\u001b", "\udfb5"])
            PlainText.IsText(bad).ShouldBeFalse();
    }

    [Fact]
    public void Popularity_grows_with_the_score_from_nothing_to_a_hundred() =>
        Prop.ForAll(Arb.From(from top in Gen.Choose(1, int.MaxValue) from a in Gen.Choose(0, top) from b in Gen.Choose(0, top) select (top, Math.Min(a, b), Math.Max(a, b))), one =>
        {
            var (top, low, high) = one;
            PopularityScore.Of(low, top).ShouldBeInRange(0, PopularityScore.Of(high, top));
            PopularityScore.Of(high, top).ShouldBeLessThanOrEqualTo(100);
            PopularityScore.Of(top, top).ShouldBe(100);
            PopularityScore.Of(0, top).ShouldBe(0);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_play_weighs_half_after_a_week_and_nothing_after_four()
    {
        var today = new DateOnly(2026, 11, 20);
        PopularityScore.Weight(today, today).ShouldBe(1);
        PopularityScore.Weight(today.AddDays(-7), today).ShouldBe(0.5);
        PopularityScore.Weight(today.AddDays(-27), today).ShouldBeGreaterThan(0);
        PopularityScore.Weight(today.AddDays(-28), today).ShouldBe(0);
        PopularityScore.Weight(today.AddDays(1), today).ShouldBe(0);
    }

    private static Gen<RightsGrant> Grants =>
        from market in Gen.Elements("*", "SE", "NO", "se")
        from except in Gen.Elements("SE", "XX")
        from tier in Gen.Elements("free", "premium")
        from use in Gen.Elements("stream", "download")
        from begins in Gen.Choose(-2, 1)
        from ends in Gen.Choose(0, 3)
        select new RightsGrant { Markets = [market], Except = [except], Tiers = [tier], Uses = [use], From = Now.AddDays(begins), Until = ends == 0 ? null : Now.AddDays(ends - 1) };
}
