using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class QueryPlanTests
{
    private static readonly Vocabulary Words = new(
        new Dictionary<string, int>
        {
            ["love"] = 900,
            ["lovely"] = 40,
            ["glove"] = 3,
            ["beatles"] = 50,
            ["backstreet"] = 7,
            ["back"] = 80,
            ["street"] = 60,
            ["boys"] = 90,
            ["s"] = 30,
            ["club"] = 70,
            ["yesterday"] = 20,
            ["the"] = 5000,
        },
        10_000);

    [Fact]
    public void The_last_word_may_be_the_beginning_of_a_longer_one()
    {
        var plan = QueryPlan.Of(SearchQuery.Parse("the love"), Words, lastIsPrefix: true);
        plan.Words[1].Forms.Select(form => form.Word).ShouldBe(["love", "lovely"]);
        plan.Words[0].Forms.Select(form => form.Word).ShouldBe(["the"]);
    }

    [Fact]
    public void Neighbours_are_one_word_where_the_index_has_it() =>
        QueryPlan.Of(SearchQuery.Parse("back street boys"), Words, lastIsPrefix: false).Words[0].Forms.ShouldContain(new WordForm("backstreet", null, 2, 0.95));

    [Fact]
    public void A_word_that_is_two_is_read_as_two()
    {
        var plan = QueryPlan.Of(SearchQuery.Parse("sclub"), Words, lastIsPrefix: false);
        plan.Correct();
        plan.Words[0].Corrections[0].ShouldBe(new WordForm("s", "club", 1, 0.9));
    }

    [Fact]
    public void Slips_are_forgiven_by_the_length_of_the_word()
    {
        var plan = QueryPlan.Of(SearchQuery.Parse("lvoe yestarday beatels"), Words, lastIsPrefix: false);
        plan.Correct();
        plan.Words.Select(word => word.Corrections[0].Word).ShouldBe(["love", "yesterday", "beatles"]);
        plan.CorrectedNames(1).ShouldBe(["loveyesterdaybeatles"]);
    }

    [Fact]
    public void What_stands_in_quotes_is_spelt_so()
    {
        var plan = QueryPlan.Of(SearchQuery.Parse("\"beatels\""), Words, lastIsPrefix: true);
        plan.Correct();
        plan.Words[0].Corrections.ShouldBeEmpty();
    }

    [Fact]
    public void A_rare_word_says_more_than_a_frequent_one()
    {
        var plan = QueryPlan.Of(SearchQuery.Parse("the yesterday"), Words, lastIsPrefix: false);
        plan.Words[1].Weight.ShouldBeGreaterThan(plan.Words[0].Weight);
    }

    [Fact]
    public void The_vocabulary_knows_what_came_since_it_was_made()
    {
        var words = new Vocabulary(new Dictionary<string, int> { ["abba"] = 5 }, 10);
        words.Add([KeyValuePair.Create("waterloo", 1), KeyValuePair.Create("abba", 1)], 11);
        words.CountOf("waterloo").ShouldBe(1);
        words.CountOf("abba").ShouldBe(5);
        words.Correct("watrloo", 1).Select(one => one.Word).ShouldBe(["waterloo"]);
        words.Complete("wat", 5).Select(one => one.Word).ShouldBe(["waterloo"]);
        words.CompleteWithSlip("wtaer", 5).Select(one => one.Word).ShouldBe(["waterloo"]);
        words.Add(Enumerable.Range(0, 5000).Select(number => KeyValuePair.Create($"word{number}", 1)), 5011);
        words.Count.ShouldBe(5002);
        words.CountOf("waterloo").ShouldBe(1);
    }
}
