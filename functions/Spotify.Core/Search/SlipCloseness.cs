namespace Spotify.Core.Search;

/// <summary>
/// How close a word is to what was typed for it, beyond the number of slips: people double letters or fail to, change neighbours about, and take vowels and letters of like sound
/// for each other, far more often than they do anything else; the first letter they nearly always get right.
/// </summary>
public static class SlipCloseness
{
    private const double OfOneSlip = 0.16;
    private const double OfWrongBeginning = 0.05;
    private const double OfUsualSlip = 0.04;
    private const double OfLikeSound = 0.025;
    private const double OfSharedPairs = 0.08;

    private static readonly string[] LikeSounds = ["aeiouy", "ck", "csz", "mn", "fv", "dt", "gj", "bp", "iy", "kq", "uw", "lr"];

    /// <summary>The closeness, below 1.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="correction">A word that may be meant.</param>
    public static double Of(string typed, Correction correction)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var word = correction.Word;
        var closeness = 1 - (OfOneSlip * correction.Distance) - OfSharedPairs + (OfSharedPairs * SharedPairs(typed, word));
        if (word[0] != typed[0])
            closeness -= OfWrongBeginning;
        if (correction.Distance == 1 && (IsDoubling(typed, word) || IsTransposition(typed, word)))
            closeness += OfUsualSlip;
        else if (typed.Length == word.Length)
            closeness += OfLikeSound * LikeSounding(typed, word);
        return Math.Min(closeness, 0.99);
    }

    private static bool IsDoubling(string typed, string word)
    {
        var (longer, shorter) = typed.Length > word.Length ? (typed, word) : (word, typed);
        if (longer.Length != shorter.Length + 1)
            return false;
        var same = longer.AsSpan().CommonPrefixLength(shorter);
        return same > 0 && same < longer.Length && longer[same] == longer[same - 1];
    }

    private static bool IsTransposition(string typed, string word) =>
        typed.Length == word.Length && typed.AsSpan().CommonPrefixLength(word) is var same && same + 1 < typed.Length && typed[same] == word[same + 1] && typed[same + 1] == word[same];

    private static int LikeSounding(string typed, string word)
    {
        var count = 0;
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i] != word[i] && Array.Exists(LikeSounds, letters => letters.Contains(typed[i], StringComparison.Ordinal) && letters.Contains(word[i], StringComparison.Ordinal)))
                count++;
        }

        return count;
    }

    /// <summary>The share of neighbouring letters that both have, ends of words among them.</summary>
    private static double SharedPairs(string typed, string word)
    {
        var shared = (typed[0] == word[0] ? 1 : 0) + (typed[^1] == word[^1] ? 1 : 0);
        Span<bool> taken = stackalloc bool[word.Length];
        for (var i = 0; i + 1 < typed.Length; i++)
        {
            for (var j = 0; j + 1 < word.Length; j++)
            {
                if (taken[j] || typed[i] != word[j] || typed[i + 1] != word[j + 1])
                    continue;
                taken[j] = true;
                shared++;
                break;
            }
        }

        return 2.0 * shared / (typed.Length + word.Length + 2);
    }
}
