namespace Spotify.Core.Search;

/// <summary>How many slips of the finger lie between two words: a letter more, less or wrong, or two neighbours changed about.</summary>
public static class EditDistance
{
    private const int OnStack = 64;

    /// <summary>The Damerau-Levenshtein distance in which no letter is touched twice (optimal string alignment).</summary>
    /// <param name="first">A word.</param>
    /// <param name="second">Another.</param>
    /// <param name="most">Beyond this the exact number does not matter.</param>
    /// <returns>The distance, or <paramref name="most"/> + 1 where it is more.</returns>
    public static int Between(ReadOnlySpan<char> first, ReadOnlySpan<char> second, int most)
    {
        // What both begin and end with costs nothing, whatever lies between.
        while (first.Length > 0 && second.Length > 0 && first[^1] == second[^1])
        {
            first = first[..^1];
            second = second[..^1];
        }

        var same = first.CommonPrefixLength(second);
        first = first[same..];
        second = second[same..];
        if (first.Length > second.Length)
        {
            var swap = first;
            first = second;
            second = swap;
        }

        if (second.Length - first.Length > most)
            return most + 1;
        if (first.Length == 0)
            return second.Length;

        var width = first.Length + 1;
        Span<int> rows = width <= OnStack ? stackalloc int[3 * OnStack] : new int[3 * width];
        var before = rows[..width];
        var last = rows.Slice(width, width);
        var row = rows.Slice(2 * width, width);
        for (var i = 0; i < width; i++)
            last[i] = i;
        for (var j = 1; j <= second.Length; j++)
        {
            row[0] = j;
            var best = j;
            for (var i = 1; i < width; i++)
            {
                var cost = first[i - 1] == second[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[i - 1], last[i]) + 1, last[i - 1] + cost);
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                    value = Math.Min(value, before[i - 2] + 1);
                row[i] = value;
                best = Math.Min(best, value);
            }

            if (best > most)
                return most + 1;
            var oldest = before;
            before = last;
            last = row;
            row = oldest;
        }

        return Math.Min(last[width - 1], most + 1);
    }

    /// <summary>How many slips a word of a length may have: none up to 3 letters, one up to 7, two beyond.</summary>
    /// <param name="length">Letters of the word as it was typed.</param>
    public static int AllowedFor(int length) => length switch
    {
        <= 3 => 0,
        <= 7 => 1,
        _ => 2,
    };

    /// <summary>How many slips a word of a length may have where forgiving <see cref="AllowedFor"/> finds next to nothing: one up to 3 letters, two beyond.</summary>
    /// <param name="length">Letters of the word as it was typed; of one and two letters nothing is forgiven ever.</param>
    public static int WidelyAllowedFor(int length) => length switch
    {
        <= 2 => 0,
        3 => 1,
        _ => 2,
    };
}
