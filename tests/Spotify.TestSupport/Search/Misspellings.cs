using System.Text;
using Spotify.Core.Search;

namespace Spotify.TestSupport.Search;

/// <summary>
/// How people misspell, learnt from words beside their real misspellings: how often a letter is put in behind which, left out behind which, taken for which other, or
/// changed about with which. Applied to words at places drawn by these frequencies.
/// </summary>
public sealed class Misspellings
{
    private readonly Dictionary<string, int> _slips = new(StringComparer.Ordinal);

    private Misspellings()
    {
    }

    /// <summary>What was learnt: <c>+ab</c> b put in behind a, <c>-ab</c> b left out behind a, <c>=ab</c> b for a, <c>~ab</c> ba for ab; <c>^</c> is a word's beginning.</summary>
    public IReadOnlyDictionary<string, int> Slips => _slips;

    /// <summary>Learns from Birkbeck's list: a word after <c>$</c>, then its misspellings, a line each.</summary>
    /// <param name="path">The file.</param>
    public static Misspellings Learn(string path)
    {
        var learnt = new Misspellings();
        var word = "";
        foreach (var line in File.ReadLines(path, Encoding.Latin1))
        {
            if (line.StartsWith('$'))
                word = line[1..].ToLowerInvariant();
            else
                learnt.Learn(word, line.ToLowerInvariant());
        }

        return learnt;
    }

    /// <summary>The commonest slips, for machines without the list.</summary>
    public static Misspellings Usual()
    {
        var usual = new Misspellings();
        foreach (var slip in "-ss -ll -tt -ie -ea -er -ou +ss +ll +tt +ee =ae =ea =ie =ei =oa =ou =sc =cs =yi ~ie ~ei ~er ~re ~le ~el ~an ~in".Split(' '))
            usual._slips.Add(slip, 10);
        return usual;
    }

    /// <summary>A text with one slip in one of its words of four letters and more.</summary>
    /// <param name="text">The text.</param>
    /// <param name="random">Draws.</param>
    /// <returns>Null where no slip that people make is possible in it.</returns>
    public string? Apply(string text, Random random)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(random);
        var ways = new List<(string Text, int Weight)>();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
                end++;
            var isWhole = (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (end - start >= 4 && isWhole)
                AddWays(text, start, end, ways);
            start = end + 1;
        }

        if (ways.Count == 0)
            return null;
        var drawn = random.Next(ways.Sum(way => way.Weight));
        foreach (var (changed, weight) in ways)
        {
            drawn -= weight;
            if (drawn < 0)
                return changed;
        }

        return null;
    }

    private void AddWays(string text, int start, int end, List<(string Text, int Weight)> ways)
    {
        for (var i = start; i < end; i++)
        {
            var (before, letter) = (i == start ? '^' : Lower(text[i - 1]), Lower(text[i]));
            Add($"-{before}{letter}", text.Remove(i, 1));
            for (var other = 'a'; other <= 'z'; other++)
            {
                Add($"+{letter}{other}", text.Insert(i + 1, other.ToString()));
                if (other != letter)
                    Add($"={letter}{other}", text.Remove(i, 1).Insert(i, other.ToString()));
            }

            if (i + 1 < end && letter != Lower(text[i + 1]))
                Add($"~{letter}{Lower(text[i + 1])}", $"{text[..i]}{text[i + 1]}{text[i]}{text[(i + 2)..]}");
        }

        void Add(string slip, string changed)
        {
            if (_slips.TryGetValue(slip, out var weight))
                ways.Add((changed, weight));
        }
    }

    private static char Lower(char letter) => char.ToLowerInvariant(letter);

    private void Learn(string word, string misspelt)
    {
        if (!IsPlain(word) || !IsPlain(misspelt) || EditDistance.Between(word, misspelt, 1) != 1)
            return;
        var same = word.AsSpan().CommonPrefixLength(misspelt);
        var before = same == 0 ? '^' : word[same - 1];
        var slip = (misspelt.Length - word.Length) switch
        {
            1 when same > 0 => $"+{before}{misspelt[same]}",
            -1 => $"-{before}{word[same]}",
            0 when same + 1 < word.Length && word[same] == misspelt[same + 1] && word[same + 1] == misspelt[same] => $"~{word[same]}{word[same + 1]}",
            0 => $"={word[same]}{misspelt[same]}",
            _ => null,
        };
        if (slip is not null)
            _slips[slip] = _slips.GetValueOrDefault(slip) + 1;
    }

    private static bool IsPlain(string word) => word.Length >= 3 && word.All(char.IsAsciiLetterLower);
}
