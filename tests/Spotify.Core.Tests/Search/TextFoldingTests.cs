using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Search;
using Xunit;

namespace Spotify.Core.Tests.Search;

public class TextFoldingTests
{
    [Theory]
    [InlineData("Beyoncé", "beyonce")]
    [InlineData("BEYONCÉ", "beyonce")]
    [InlineData("Beyonce\u0301", "beyonce")]
    [InlineData("Sigur Rós", "sigur ros")]
    [InlineData("Mötley Crüe", "motley crue")]
    [InlineData("Don\u2019t", "don't")]
    [InlineData("\u201CHeroes\u201D", "\"heroes\"")]
    [InlineData("ＡＢＢＡ", "abba")]
    [InlineData("ﬁre", "fire")]
    [InlineData("Straße", "strasse")]
    [InlineData("Ærø Œuvre", "aero oeuvre")]
    [InlineData("İstanbul ırmak", "istanbul irmak")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Đặng Thị", "dang thi")]
    [InlineData("ΆΛΦΑ ς", "αλφα σ")]
    [InlineData("Тёмный", "темный")]
    [InlineData("Земфира Й", "земфира й")]
    [InlineData("и\u0306", "й")]
    [InlineData("Ｔｗｉｃｅ ２", "twice 2")]
    [InlineData("カタカナ", "かたかな")]
    [InlineData("ｶﾞｷﾞ", "がぎ")]
    [InlineData("か\u3099", "が")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("周杰倫", "周杰倫")]
    [InlineData("ไม่บอกเธอ", "ไม่บอกเธอ")]
    [InlineData("𝓛𝓸𝓿𝓮", "love")]
    [InlineData("x²", "x2")]
    [InlineData("zero\u200Bwidth", "zerowidth")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("A–B", "a-b")]
    public void Text_comes_into_the_form_in_which_it_is_compared(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Fact]
    public void Folding_again_changes_nothing() => Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
    {
        var folded = TextFolding.Fold(text);
        return TextFolding.Fold(folded) == folded;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_letter_folds_to_something_that_stays()
    {
        for (var rune = 0; rune < 0x20000; rune++)
        {
            if (rune is >= 0xD800 and <= 0xDFFF)
                continue;
            var text = char.ConvertFromUtf32(rune);
            var folded = TextFolding.Fold(text);
            if (TextFolding.Fold(folded) != folded)
                Assert.Fail($"U+{rune:X4}");
        }
    }
}
