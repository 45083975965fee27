using System.Globalization;
using System.Text;

namespace Spotify.Core.Search;

/// <summary>A word that stands for several neighbours: <c>acdc</c> for <c>ac dc</c>.</summary>
/// <param name="First">The first of the words that it stands for.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Word">The word.</param>
public readonly record struct JoinedWord(int First, int Count, string Word);

/// <summary>
/// A text cut into words, names of the index and queries alike. Apostrophes vanish (<c>don't</c> is <c>dont</c>); what hyphens, slashes and dots hold together is several
/// words and one (<c>AC/DC</c>, <c>R.E.M.</c>); signs that stand for letters are read as such (<c>P!nk</c>, <c>Ke$ha</c>); <c>&amp;</c> is <c>and</c>; the word
/// that announces guests (<c>feat.</c>) is left out; scripts without spaces are cut into pairs of neighbours. A text of nothing but signs has the signs for words.
/// </summary>
public sealed class SearchText
{
    /// <summary>The longest word; more of it is cut off.</summary>
    public const int MaxWordLength = 48;

    private SearchText(IReadOnlyList<string> words, IReadOnlyList<JoinedWord> joined, IReadOnlyList<string> units, string compact) =>
        (Words, Joined, Units, Compact) = (words, joined, units, compact);

    /// <summary>The words in their order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Words that stand for several of <see cref="Words"/>.</summary>
    public IReadOnlyList<JoinedWord> Joined { get; }

    /// <summary>Single characters of scripts without spaces, by which an index finds a query of one character.</summary>
    public IReadOnlyList<string> Units { get; }

    /// <summary>All of it in one word, by which texts are equal whatever stood between the words.</summary>
    public string Compact { get; }

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Words.Count == 0;

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Any text.</param>
    public static SearchText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cutter = new Cutter(TextFolding.Fold(text));
        return cutter.Cut();
    }

    /// <summary>A title without what is added to it: guests, versions and editions in brackets or after a dash, and the article before it.</summary>
    /// <param name="title">The title as it is written.</param>
    /// <returns>What is left; the title itself where that would be nothing.</returns>
    public static string BaseOf(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        var rest = title.AsSpan().Trim();
        var bracket = rest.IndexOfAny('(', '[');
        if (bracket > 0)
            rest = rest[..bracket].TrimEnd();
        var dash = rest.IndexOf(" - ", StringComparison.Ordinal);
        if (dash > 0)
            rest = rest[..dash].TrimEnd();
        foreach (var guest in (ReadOnlySpan<string>)[" feat. ", " feat ", " ft. ", " featuring "])
        {
            var at = rest.IndexOf(guest, StringComparison.OrdinalIgnoreCase);
            if (at > 0)
                rest = rest[..at].TrimEnd();
        }

        foreach (var article in (ReadOnlySpan<string>)["the ", "a "])
        {
            if (rest.Length > article.Length + 1 && rest.StartsWith(article, StringComparison.OrdinalIgnoreCase))
                rest = rest[article.Length..].TrimStart();
        }

        return rest.Length == 0 ? title : rest.ToString();
    }

    /// <summary>One pass over folded text.</summary>
    private sealed class Cutter(string text)
    {
        private readonly List<string> _words = [];
        private readonly List<JoinedWord> _joined = [];
        private readonly List<string> _units = [];
        private readonly StringBuilder _compact = new(text.Length);
        private readonly StringBuilder _word = new(24);
        private readonly List<string> _run = [];
        private int _groupStart;
        private bool _groupIsOpen;

        public SearchText Cut()
        {
            for (var at = 0; at < text.Length;)
            {
                if (!Rune.TryGetRuneAt(text, at, out var rune))
                {
                    at++;
                    EndGroup();
                    continue;
                }

                Take(rune, at);
                at += rune.Utf16SequenceLength;
            }

            EndGroup();
            LeaveOutGuestWords();
            if (_words.Count == 0)
                TakeSigns();
            return new SearchText(_words, _joined, _units, _compact.ToString());
        }

        private void Take(Rune rune, int at)
        {
            if (TextFolding.IsUnspaced(rune.Value))
            {
                FlushWord();
                _run.Add(rune.ToString());
            }
            else if (TextFolding.IsWordRune(rune))
            {
                EndRun();
                Add(rune.ToString());
            }
            else
            {
                TakeSign(rune, at);
            }
        }

        private void TakeSign(Rune rune, int at)
        {
            if (rune.Value is '\'' or '"')
                return;
            EndRun();
            if (LetterOf(rune.Value, at) is { } letter)
            {
                Add(letter);
                return;
            }

            switch (rune.Value)
            {
                case '&':
                    EndWord();
                    Add("and");
                    EndWord();
                    break;
                case '-' or '/' or '.' or '_' or '+' or '\\' or ':' or 0xB7 or 0x30FB or '~':
                    EndWord();
                    break;
                default:
                    EndGroup();
                    break;
            }
        }

        /// <summary>The letter that a sign stands for between letters; empty for one that hides a letter; null where it is only a sign.</summary>
        private string? LetterOf(int sign, int at)
        {
            var isAfterLetter = at > 0 && char.IsLetter(text[at - 1]);
            var isBeforeLetter = at + 1 < text.Length && char.IsLetter(text[at + 1]);
            return sign switch
            {
                '$' when isAfterLetter || isBeforeLetter => "s",
                '!' when isAfterLetter && isBeforeLetter => "i",
                '@' when isAfterLetter && isBeforeLetter => "a",
                '*' when (isAfterLetter || _word.Length > 0) && (isBeforeLetter || (at + 1 < text.Length && text[at + 1] == '*')) => "",
                _ => null,
            };
        }

        private void Add(string letters)
        {
            if (!_groupIsOpen)
                (_groupStart, _groupIsOpen) = (_words.Count, true);
            if (_word.Length + letters.Length <= MaxWordLength)
                _word.Append(letters);
        }

        private void EndWord()
        {
            EndRun();
            FlushWord();
        }

        private void FlushWord()
        {
            if (_word.Length == 0)
                return;
            _words.Add(_word.ToString());
            _word.Clear();
        }

        private void EndGroup()
        {
            EndWord();
            var count = _words.Count - _groupStart;
            if (_groupIsOpen && count > 1)
            {
                var joined = string.Concat(_words.Skip(_groupStart));
                if (joined.Length <= MaxWordLength)
                    _joined.Add(new JoinedWord(_groupStart, count, joined));
            }

            _groupIsOpen = false;
        }

        private void EndRun()
        {
            if (_run.Count == 0)
                return;
            // A run is no part of a group of words that hyphens hold together.
            var run = _run.ToArray();
            _run.Clear();
            EndGroup();
            if (run.Length == 1)
            {
                _words.Add(run[0]);
                return;
            }

            _units.AddRange(run);
            for (var i = 0; i + 1 < run.Length; i++)
                _words.Add(run[i] + run[i + 1]);
        }

        private void LeaveOutGuestWords()
        {
            var isLeft = _words.Exists(word => !IsGuestWord(word));
            var places = new int[_words.Count + 1];
            var kept = new List<string>(_words.Count);
            for (var i = 0; i < _words.Count; i++)
            {
                places[i] = kept.Count;
                if (!isLeft || !IsGuestWord(_words[i]))
                    kept.Add(_words[i]);
            }

            places[_words.Count] = kept.Count;
            if (kept.Count < _words.Count)
            {
                _joined.RemoveAll(one => places[one.First + one.Count] - places[one.First] != one.Count);
                for (var i = 0; i < _joined.Count; i++)
                    _joined[i] = _joined[i] with { First = places[_joined[i].First] };
                _words.Clear();
                _words.AddRange(kept);
            }

            AppendCompact();
        }

        private void AppendCompact()
        {
            // Pairs of neighbours overlap: of each but the first of a run, the second character alone is new.
            string? last = null;
            foreach (var word in _words)
            {
                var isPair = IsPair(word, out var second);
                _compact.Append(isPair && last is not null && IsPair(last, out var before) && word.StartsWith(before, StringComparison.Ordinal) ? second : word);
                last = word;
            }
        }

        private static bool IsPair(string word, out string second)
        {
            second = "";
            if (!Rune.TryGetRuneAt(word, 0, out var rune) || !TextFolding.IsUnspaced(rune.Value) || word.Length == rune.Utf16SequenceLength)
                return false;
            second = word[rune.Utf16SequenceLength..];
            return true;
        }

        private static bool IsGuestWord(string word) => word is "feat" or "ft" or "featuring";

        private void TakeSigns()
        {
            foreach (var rune in text.EnumerateRunes())
            {
                if (Rune.IsWhiteSpace(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Surrogate)
                    continue;
                // An index may cut at signs of ASCII: they are spelt out.
                _words.Add(rune.IsAscii ? string.Create(CultureInfo.InvariantCulture, $"u{rune.Value:x2}") : rune.ToString());
                _compact.Append(_words[^1]);
            }
        }
    }
}
