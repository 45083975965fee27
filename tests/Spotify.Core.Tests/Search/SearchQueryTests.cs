using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class SearchQueryTests
{
    [Fact]
    public void A_filters_text_runs_to_the_next_filter()
    {
        var query = SearchQuery.Parse("remaster track:Doxy artist:Miles Davis");
        query.Text.ShouldBe("remaster");
        query.Track.ShouldBe("Doxy");
        query.Artist.ShouldBe("Miles Davis");
    }

    [Fact]
    public void Quotes_end_a_filters_text_and_hold_phrases_together()
    {
        var query = SearchQuery.Parse("artist:\"Miles Davis\" kind of \"so what\"");
        query.Artist.ShouldBe("Miles Davis");
        query.Pieces.ShouldBe([new QueryPiece("kind of", false), new QueryPiece("so what", true)]);
    }

    [Theory]
    [InlineData("year:2001", 2001, 2001)]
    [InlineData("year:1990-1999", 1990, 1999)]
    [InlineData("YEAR:1999-1990", 1990, 1999)]
    public void Years_are_one_or_a_range(string text, int from, int to) => SearchQuery.Parse(text).Years.ShouldBe(new YearRange(from, to));

    [Fact]
    public void Codes_are_read_however_they_are_written()
    {
        SearchQuery.Parse("isrc:us-rc1-76-07839").Isrc.ShouldBe("USRC17607839");
        SearchQuery.Parse("upc:00602445790098").Upc.ShouldBe("00602445790098");
        SearchQuery.Parse("tag:new").IsNew.ShouldBeTrue();
        SearchQuery.Parse("tag:hipster").IsHipster.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Re: Stacks")]
    [InlineData("year:soon")]
    [InlineData("isrc:short")]
    [InlineData("foo:bar")]
    public void What_cannot_be_a_filter_is_text(string text)
    {
        var query = SearchQuery.Parse(text);
        query.HasFilters.ShouldBeFalse();
        query.Text.ShouldBe(text);
    }

    [Fact]
    public void A_filter_that_a_kind_knows_nothing_of_excludes_the_kind()
    {
        SearchQuery.Parse("isrc:USRC17607839").Concerns(SearchKind.Track).ShouldBeTrue();
        SearchQuery.Parse("isrc:USRC17607839").Concerns(SearchKind.Album).ShouldBeFalse();
        SearchQuery.Parse("tag:new").Concerns(SearchKind.Album).ShouldBeTrue();
        SearchQuery.Parse("tag:new").Concerns(SearchKind.Track).ShouldBeFalse();
        SearchQuery.Parse("abba").Concerns(SearchKind.Show).ShouldBeTrue();
    }

    [Fact]
    public void Everything_is_some_query_and_comes_back_from_its_own_text() => Prop.ForAll(Texts(), text =>
    {
        var query = SearchQuery.Parse(text);
        return SearchQuery.Parse(query.ToString()).Equals(query);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_text_at_all_is_some_query() => Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
    {
        var query = SearchQuery.Parse(text);
        return SearchQuery.Parse(query.ToString()).Equals(query);
    }).QuickCheckThrowOnFailure();

    // Pieces of the language in any order, most of them wrong.
    private static Arbitrary<string> Texts() =>
        Gen.Elements("artist:", "album:", "track:", "genre:", "year:", "isrc:", "upc:", "tag:", "new", "hipster", "2001", "1990-1999", "USRC17607839", "00602445790098", "\"", "\"\"", " ", "  ", ":",
                "Love", "Re:", "é", "\t", "-")
            .ArrayOf().Select(string.Concat).ToArbitrary();
}
