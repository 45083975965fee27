using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class SearchTextTests
{
    [Theory]
    [InlineData("Don\u2019t Stop Believin\u2019", "dont stop believin")]
    [InlineData("P!nk", "pink")]
    [InlineData("Ke$ha", "kesha")]
    [InlineData("A$AP Rocky", "asap rocky")]
    [InlineData("$uicideboy$", "suicideboys")]
    [InlineData("S Club 7", "s club 7")]
    [InlineData("Panic! At The Disco", "panic at the disco")]
    [InlineData("Simon & Garfunkel", "simon and garfunkel")]
    [InlineData("2 On (feat. ScHoolboy Q)", "2 on schoolboy q")]
    [InlineData("F**kin' Perfect", "fkin perfect")]
    [InlineData("AC/DC", "ac dc")]
    [InlineData("周杰倫", "周杰 杰倫")]
    [InlineData("愛", "愛")]
    [InlineData("YOASOBI「夜に駆ける」", "yoasobi 夜に に駆 駆け ける")]
    [InlineData("÷", "÷")]
    [InlineData("+", "u2b")]
    [InlineData("", "")]
    public void Text_is_cut_into_words(string text, string words) => string.Join(' ', SearchText.Of(text).Words).ShouldBe(words);

    [Theory]
    [InlineData("AC/DC", "acdc")]
    [InlineData("R.E.M.", "rem")]
    [InlineData("Jay-Z", "jayz")]
    [InlineData("blink-182", "blink182")]
    [InlineData("Beyoncé & JAY-Z", "jayz")]
    public void What_hyphens_slashes_and_dots_hold_together_is_one_word_too(string text, string word) =>
        SearchText.Of(text).Joined.Select(joined => joined.Word).ShouldContain(word);

    [Theory]
    [InlineData("AC/DC", "ACDC")]
    [InlineData("Back Street Boys", "Backstreet Boys")]
    [InlineData("Rock 'n' Roll", "Rock n Roll")]
    [InlineData("P!nk", "PINK")]
    [InlineData("Simon & Garfunkel", "simon and garfunkel")]
    [InlineData("Song (feat. Someone)", "Song ft. Someone")]
    [InlineData("夜に駆ける", "夜に 駆ける")]
    public void Texts_are_equal_whatever_stands_between_the_words(string one, string other)
    {
        // A space within a script that has none changes its pairs, not its whole.
        SearchText.Of(one).Compact.ShouldBe(SearchText.Of(other).Compact);
    }

    [Theory]
    [InlineData("2 On (feat. ScHoolboy Q)", "2 On")]
    [InlineData("Come Together - Remastered 2009", "Come Together")]
    [InlineData("The Beatles", "Beatles")]
    [InlineData("(I Can't Get No) Satisfaction", "(I Can't Get No) Satisfaction")]
    [InlineData("The The", "The")]
    [InlineData("A", "A")]
    [InlineData("Title [Deluxe]", "Title")]
    public void What_is_added_to_a_title_comes_off(string title, string rest) => SearchText.BaseOf(title).ShouldBe(rest);

    [Fact]
    public void Whatever_is_written_there_are_words_without_spaces_or_quotes_in_them() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
        {
            var cut = SearchText.Of(text);
            return cut.Words.Concat(cut.Joined.Select(joined => joined.Word)).Concat(cut.Units)
                    .All(word => word.Length is > 0 and <= SearchText.MaxWordLength && !word.AsSpan().ContainsAny(" \"|'*")) && cut.Words.Count == 0 == (cut.Compact.Length == 0)
                && cut.Joined.All(joined => joined.First >= 0 && joined.First + joined.Count <= cut.Words.Count);
        }).QuickCheckThrowOnFailure();
}
