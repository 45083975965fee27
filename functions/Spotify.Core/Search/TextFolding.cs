using System.Globalization;
using System.Text;

namespace Spotify.Core.Search;

/// <summary>
/// Brings text into the one form in which texts are compared: small letters, no accents, no ligatures, no full-width or other compatibility forms, one kind
/// of quote and dash. Letters of other scripts are kept; marks that make another letter of one (й, ї, ў in Cyrillic, voiced kana) are kept with it; katakana
/// becomes hiragana, taken-apart Hangul is put together. The tables are the project's own, since the application runs without culture data.
/// </summary>
public static class TextFolding
{
    private const char VoicedMark = '\u3099';
    private const char SemiVoicedMark = '\u309A';
    private const int HangulBase = 0xAC00;
    private const int LeadingBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailingBase = 0x11A7;

    /// <summary>The folded text. Folding it again changes nothing.</summary>
    /// <param name="text">Any text.</param>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsPlain(text))
            return text;
        var folded = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < 128)
                folded.Append((char)(rune.Value is >= 'A' and <= 'Z' ? rune.Value + 32 : rune.Value));
            else if (FoldingTable.Find(rune.Value) is { } other)
                AppendEach(folded, other);
            else
                Append(folded, rune);
        }

        return folded.ToString();
    }

    /// <summary>Whether a rune of folded text is written without spaces between words, so that pairs of neighbours take the place of words.</summary>
    internal static bool IsUnspaced(int rune) => rune switch
    {
        < 0x0E00 => false,
        <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F => true, // Myanmar
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x3005 and <= 0x3007 => true, // repetition marks
        >= 0x3041 and <= 0x30FF => rune != 0x30FB, // kana, but for the dot between words
        >= 0x3105 and <= 0x312F => true, // Bopomofo
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xAC00 and <= 0xD7A3 => true, // Hangul
        >= 0xF900 and <= 0xFAFF => true,
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    /// <summary>Whether a rune of folded text belongs to a word: letters, digits, and marks that scripts of India and others cannot do without.</summary>
    internal static bool IsWordRune(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => true,
        _ => false,
    };

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is >= 'A' and <= 'Z' or >= (char)128)
                return false;
        }

        return true;
    }

    private static void AppendEach(StringBuilder folded, string text)
    {
        foreach (var rune in text.EnumerateRunes())
            Append(folded, rune);
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        var value = rune.Value;
        if (value < 128)
        {
            folded.Append((char)value);
            return;
        }

        if (IsDroppedMark(value) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
        {
            // A letter of its own where the mark makes one; otherwise the mark goes.
            if (folded.Length > 0 && WithMark(folded[^1], (char)value) is var whole and not '\0')
                folded[^1] = whole;
            return;
        }

        if (value is VoicedMark or SemiVoicedMark)
        {
            if (folded.Length > 0)
                folded[^1] = Voiced(folded[^1], value == SemiVoicedMark);
            return;
        }

        if (value is >= 0x30A1 and <= 0x30F6)
            value -= 0x60;
        if (folded.Length > 0 && Joined(folded[^1], value) is var syllable and not 0)
        {
            folded[^1] = (char)syllable;
            return;
        }

        if (Rune.IsWhiteSpace(rune))
            folded.Append(' ');
        else if (value != rune.Value)
            folded.Append((char)value);
        else
            folded.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    private static bool IsDroppedMark(int rune) => rune is
        (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489) or (>= 0x0591 and <= 0x05BD) or 0x05BF or 0x05C1 or 0x05C2 or 0x05C4 or 0x05C5 or 0x05C7
        or (>= 0x0610 and <= 0x061A) or 0x0640 or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x06D6 and <= 0x06DC) or (>= 0x06DF and <= 0x06E8)
        or (>= 0x06EA and <= 0x06ED) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F)
        or (>= 0xFE20 and <= 0xFE2F) or (>= 0xE0100 and <= 0xE01EF);

    private static char WithMark(char letter, char mark) => (letter, mark) switch
    {
        ('\u0438', '\u0306') => '\u0439',
        ('\u0443', '\u0306') => '\u045E',
        ('\u0456', '\u0308') => '\u0457',
        ('\u0433', '\u0301') => '\u0453',
        ('\u043A', '\u0301') => '\u045C',
        _ => '\0',
    };

    private static char Voiced(char kana, bool isSemi) => kana switch
    {
        >= '\u306F' and <= '\u307B' when (kana - '\u306F') % 3 == 0 => (char)(kana + (isSemi ? 2 : 1)),
        >= '\u304B' and <= '\u3062' when !isSemi && (kana - '\u304B') % 2 == 0 && kana < '\u3062' => (char)(kana + 1),
        '\u3064' or '\u3066' or '\u3068' when !isSemi => (char)(kana + 1),
        '\u3046' when !isSemi => '\u3094',
        _ => kana,
    };

    /// <summary>The Hangul syllable that a letter makes with what stands before it, or 0.</summary>
    private static int Joined(char before, int rune)
    {
        if (rune is >= VowelBase and < VowelBase + 21 && before is >= (char)LeadingBase and < (char)(LeadingBase + 19))
            return HangulBase + ((((before - LeadingBase) * 21) + (rune - VowelBase)) * 28);
        if (rune is > TrailingBase and < TrailingBase + 28 && before is >= (char)HangulBase and <= '\uD7A3' && (before - HangulBase) % 28 == 0)
            return before + (rune - TrailingBase);
        return 0;
    }
}
