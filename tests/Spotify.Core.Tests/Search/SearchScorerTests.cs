using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class SearchScorerTests
{
    private static readonly ItemStanding Unknown = new(0, IsExact: false, IsFavourite: false, IsInOwnLanguage: false);

    [Fact]
    public void The_whole_name_comes_before_a_part_of_it() =>
        Score("yesterday", "yesterday").ShouldBeGreaterThan(Score("yesterday", "yesterday once more"));

    [Fact]
    public void A_name_comes_before_its_maker_and_its_maker_before_its_album()
    {
        Score("adele", "adele").ShouldBeGreaterThan(Score("adele", "hello", "adele"));
        Score("adele", "hello", "adele").ShouldBeGreaterThan(Score("adele", "hello", "somebody", "adele"));
    }

    [Fact]
    public void What_was_typed_comes_before_what_was_nearly_typed() =>
        Score("love", "love").ShouldBeGreaterThan(Score("lvoe", "love"));

    [Fact]
    public void What_is_popular_or_liked_or_in_the_own_language_comes_before_equals()
    {
        Score("love", "love", standing: Unknown with { Popularity = 80 }).ShouldBeGreaterThan(Score("love", "love"));
        Score("love", "love", standing: Unknown with { IsFavourite = true }).ShouldBeGreaterThan(Score("love", "love"));
        Score("love", "love", standing: Unknown with { IsInOwnLanguage = true }).ShouldBeGreaterThan(Score("love", "love"));
    }

    [Fact]
    public void An_exact_name_comes_before_whatever_is_popular() =>
        Score("love", "love", standing: Unknown with { IsExact = true }).ShouldBeGreaterThan(Score("love", "love song", standing: new ItemStanding(100, false, true, true)));

    [Fact]
    public void What_a_filter_demands_must_be_where_it_says()
    {
        Score("artist:abba", "waterloo", "abba").ShouldBeGreaterThan(0);
        Score("artist:abba", "abba", "somebody").ShouldBe(0);
        Score("\"love song\"", "song love").ShouldBe(0);
        Score("\"love song\"", "a love song").ShouldBeGreaterThan(0);
    }

    private static double Score(string query, string name, string artist = "", string album = "", ItemStanding? standing = null)
    {
        var words = $"{name} {artist} {album}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToDictionary(word => word, _ => 5);
        var plan = QueryPlan.Of(SearchQuery.Parse(query), new Vocabulary(words, 100), lastIsPrefix: true);
        plan.Correct();
        return new SearchScorer(plan).Score(new ItemTerms(name, artist, album, ""), standing ?? Unknown, namesItself: false);
    }
}
