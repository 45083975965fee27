namespace Spotify.Core.Ingestion.Identity;

/// <summary>How alike two recordings are.</summary>
public enum Likeness
{
    /// <summary>They are not the same, or nothing can be said.</summary>
    Other = 0,

    /// <summary>Likely the same recording: a score of <see cref="FingerprintMatcher.LikelyScore"/> or more.</summary>
    Likely = 1,

    /// <summary>The same recording: a score of <see cref="FingerprintMatcher.SameScore"/> or more.</summary>
    Same = 2,
}

/// <summary>How well one fingerprint lies on another.</summary>
/// <param name="Score">1 - 2 x the share of differing bits: 1 for equal ones, about 0 for those that have nothing in common, never below 0.</param>
/// <param name="Offset">At which item of the other the first item lies; negative where it lies before.</param>
/// <param name="Items">How many items lie on each other.</param>
public readonly record struct FingerprintMatch(double Score, int Offset, int Items)
{
    /// <summary>What the score means.</summary>
    public Likeness Likeness => Score >= FingerprintMatcher.SameScore ? Likeness.Same : Score >= FingerprintMatcher.LikelyScore ? Likeness.Likely : Likeness.Other;
}

/// <summary>
/// Compares fingerprints: finds how they lie on each other from the sub-fingerprints that they share, and counts the bits that differ there. The thresholds are
/// AcoustID's published ones.
/// </summary>
public static class FingerprintMatcher
{
    /// <summary>From here on it is the same recording: at most 5 % of the bits differ.</summary>
    public const double SameScore = 0.9;

    /// <summary>From here on it is likely the same recording: at most 12.5 % of the bits differ.</summary>
    public const double LikelyScore = 0.75;

    /// <summary>Items that must lie on each other: ten seconds, with the sound around them thirteen.</summary>
    public const int AlignedAtLeast = 80;

    /// <summary>How far two encodings of one recording are shifted at most, in items.</summary>
    public const int DuplicateOffset = 80;

    /// <summary>By how much the lengths of two encodings of one recording differ at most.</summary>
    public static readonly TimeSpan DuplicateLength = TimeSpan.FromSeconds(7);

    // Where fewer are distinct a held tone lies on a held tone.
    private const int DistinctAtLeast = 40;

    // The first classifiers are the steadiest: their bits find the shift.
    private const int AlignBits = 14;

    // What comes more often in one recording finds no shift: silence, a pause.
    private const int MostOfOneKind = 256;

    private const int OffsetsTried = 8;

    /// <summary>Whether two tracks are of one recording: of about the same length and, but for a little shift, the same sound.</summary>
    /// <param name="one">One fingerprint, of a whole track.</param>
    /// <param name="oneLength">The length of its track.</param>
    /// <param name="other">The other.</param>
    /// <param name="otherLength">The length of its track.</param>
    public static FingerprintMatch CompareTracks(Fingerprint one, TimeSpan oneLength, Fingerprint other, TimeSpan otherLength)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return (oneLength - otherLength).Duration() <= DuplicateLength ? Compare(one.Items, other.Items, DuplicateOffset) : default;
    }

    /// <summary>Lays one row of items on the other as well as it will go.</summary>
    /// <param name="items">The items, of an excerpt or of a whole recording.</param>
    /// <param name="other">The items of the recording that they may be of.</param>
    /// <param name="mostOffset">The farthest shift that is tried, in either direction.</param>
    /// <returns>The best match of <see cref="AlignedAtLeast"/> items or more; a score of 0 where there is none.</returns>
    public static FingerprintMatch Compare(ReadOnlySpan<uint> items, ReadOnlySpan<uint> other, int mostOffset = int.MaxValue)
    {
        if (Math.Min(items.Length, other.Length) < AlignedAtLeast)
            return default;
        // The count for a shift of s is at s + zero.
        var zero = Math.Min(items.Length - AlignedAtLeast, mostOffset);
        var counts = new int[zero + Math.Min(other.Length - AlignedAtLeast, mostOffset) + 1];
        CountOffsets(Kinds(items), Kinds(other), counts, zero);
        var best = default(FingerprintMatch);
        foreach (var place in Highest(counts))
            best = Better(best, Measure(items, other, place - zero));
        // Where the true shift lies between two items the count may favour the worse one.
        if (best.Items > 0)
        {
            foreach (var offset in (ReadOnlySpan<int>)[best.Offset - 1, best.Offset + 1])
            {
                if (offset >= -zero && offset + zero < counts.Length)
                    best = Better(best, Measure(items, other, offset));
            }
        }

        return best.Items > 0 && Fingerprint.HasDistinct(items.Slice(Math.Max(0, -best.Offset), best.Items), DistinctAtLeast) ? best : default;
    }

    private static FingerprintMatch Better(FingerprintMatch one, FingerprintMatch other) => other.Score > one.Score ? other : one;

    private static FingerprintMatch Measure(ReadOnlySpan<uint> items, ReadOnlySpan<uint> other, int offset)
    {
        var (first, second) = (Math.Max(0, -offset), Math.Max(0, offset));
        var length = Math.Min(items.Length - first, other.Length - second);
        var errors = BitErrors.Count(items.Slice(first, length), other.Slice(second, length));
        return new FingerprintMatch(Math.Max(0, 1 - (2.0 * errors / (32.0 * length))), offset, length);
    }

    // Each item's kind and place in one number, sorted, so that two rows are joined as they are read.
    private static ulong[] Kinds(ReadOnlySpan<uint> items)
    {
        var kinds = new ulong[items.Length];
        for (var i = 0; i < kinds.Length; i++)
            kinds[i] = ((ulong)(items[i] >> (32 - AlignBits)) << 32) | (uint)i;
        Array.Sort(kinds);
        return kinds;
    }

    private static void CountOffsets(ulong[] items, ulong[] other, int[] counts, int zero)
    {
        for (int i = 0, j = 0; i < items.Length && j < other.Length;)
        {
            var (left, right) = (items[i] >> 32, other[j] >> 32);
            var (endOfItems, endOfOther) = (left <= right ? EndOf(items, i) : i, right <= left ? EndOf(other, j) : j);
            if (left == right && endOfItems - i <= MostOfOneKind && endOfOther - j <= MostOfOneKind)
            {
                for (var a = i; a < endOfItems; a++)
                {
                    for (var b = j; b < endOfOther; b++)
                    {
                        var place = (int)(uint)other[b] - (int)(uint)items[a] + zero;
                        if ((uint)place < (uint)counts.Length)
                            counts[place]++;
                    }
                }
            }

            (i, j) = (endOfItems, endOfOther);
        }
    }

    private static int EndOf(ulong[] kinds, int start)
    {
        var end = start + 1;
        while (end < kinds.Length && kinds[end] >> 32 == kinds[start] >> 32)
            end++;
        return end;
    }

    private static List<int> Highest(int[] counts)
    {
        var highest = new List<int>(OffsetsTried + 1);
        for (var place = 0; place < counts.Length; place++)
        {
            if (counts[place] == 0 || (highest.Count == OffsetsTried && counts[place] <= counts[highest[^1]]))
                continue;
            var at = highest.FindIndex(known => counts[known] < counts[place]);
            highest.Insert(at < 0 ? highest.Count : at, place);
            if (highest.Count > OffsetsTried)
                highest.RemoveAt(OffsetsTried);
        }

        return highest;
    }
}
