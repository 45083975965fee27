using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class EditDistanceTests
{
    [Theory]
    [InlineData("metallica", "metalica", 1)]
    [InlineData("beyonce", "beyocne", 1)]
    [InlineData("adele", "adel", 1)]
    [InlineData("abc", "abc", 0)]
    [InlineData("", "ab", 2)]
    [InlineData("ca", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Slips_are_counted(string one, string other, int distance)
    {
        EditDistance.Between(one, other, 5).ShouldBe(distance);
        EditDistance.Between(other, one, 5).ShouldBe(distance);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 2)]
    public void A_longer_word_may_have_more_slips(int length, int slips) => EditDistance.AllowedFor(length).ShouldBe(slips);

    [Fact]
    public void The_bounded_distance_is_the_plain_one_up_to_its_bound() => Prop.ForAll(Words(), Words(), (one, other) =>
    {
        var whole = Plain(one, other);
        return Enumerable.Range(0, 4).All(most => EditDistance.Between(one, other, most) == Math.Min(whole, most + 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_word_of_a_list_within_reach_is_found() => Prop.ForAll(Lists(), Words(), (list, typed) =>
    {
        var words = new WordList(list.Distinct().Select(word => KeyValuePair.Create(word, 1)));
        var most = EditDistance.AllowedFor(typed.Length);
        if (most == 0)
            return true;
        var found = new List<Correction>();
        words.Correct(typed, most, found);
        var expected = list.Distinct().Where(word => Plain(word, typed) is var distance && distance > 0 && distance <= most).Order(StringComparer.Ordinal);
        return found.Select(one => one.Word).Order(StringComparer.Ordinal).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Completions_are_the_words_that_begin_so_the_most_frequent_first() => Prop.ForAll(Lists(), Words(), (list, typed) =>
    {
        var distinct = list.Distinct().ToList();
        var words = new WordList(distinct.Select((word, place) => KeyValuePair.Create(word, place + 1)));
        var beginning = typed[..Math.Min(2, typed.Length)];
        var expected = distinct.Select((word, place) => (Word: word, Count: place + 1)).Where(one => beginning.Length > 0 && one.Word.StartsWith(beginning, StringComparison.Ordinal))
            .OrderByDescending(one => one.Count).Take(3).Select(one => one.Word);
        return words.Complete(beginning, 3).Select(one => one.Word).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    // Few letters, so that words come near each other.
    private static Arbitrary<string> Words() => Gen.Choose(0, 10).SelectMany(length => Gen.Elements('a', 'b', 'c').ArrayOf(length)).Select(letters => new string(letters)).ToArbitrary();

    private static Arbitrary<string[]> Lists() => Words().Generator.Where(word => word.Length > 0).ArrayOf(30).ToArbitrary();

    private static int Plain(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[one.Length, other.Length];
    }
}
