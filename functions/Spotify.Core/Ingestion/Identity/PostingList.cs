namespace Spotify.Core.Ingestion.Identity;

/// <summary>Rows of postings in the order of term, recording and place: as bytes, merged and cut.</summary>
public static class PostingList
{
    private const int RecordingBytes = 6;

    /// <summary>Writes postings, some ten bytes each.</summary>
    /// <param name="postings">The postings, in order.</param>
    public static byte[] Encode(ReadOnlySpan<Posting> postings)
    {
        var bytes = new List<byte>(postings.Length * 11);
        var term = 0;
        foreach (var posting in postings)
        {
            Append(bytes, (uint)(posting.Term - term));
            for (var shift = (RecordingBytes - 1) * 8; shift >= 0; shift -= 8)
                bytes.Add((byte)(posting.Recording >> shift));
            Append(bytes, ((uint)posting.Position << 1) | (posting.IsRemoved ? 1u : 0));
            term = posting.Term;
        }

        return [.. bytes];
    }

    /// <summary>Reads all of a row.</summary>
    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public static IReadOnlyList<Posting> Decode(ReadOnlySpan<byte> bytes)
    {
        var postings = new List<Posting>(bytes.Length / 10);
        var at = 0;
        var term = 0;
        while (at < bytes.Length)
            postings.Add(Next(bytes, ref at, ref term));
        return postings;
    }

    /// <summary>Reads the postings of one term, without making anything of the others.</summary>
    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    /// <param name="term">The term.</param>
    /// <param name="found">Takes them.</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public static void Find(ReadOnlySpan<byte> bytes, int term, ICollection<Posting> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var (at, current) = (0, 0);
        while (at < bytes.Length && Next(bytes, ref at, ref current) is var posting && posting.Term <= term)
        {
            if (posting.Term == term)
                found.Add(posting);
        }
    }

    /// <summary>One row of two; of two that say something of the same place of a recording the newer one stays.</summary>
    /// <param name="newer">The newer row, in order.</param>
    /// <param name="older">The older row, in order.</param>
    public static IReadOnlyList<Posting> Merge(IReadOnlyList<Posting> newer, IReadOnlyList<Posting> older)
    {
        ArgumentNullException.ThrowIfNull(newer);
        ArgumentNullException.ThrowIfNull(older);
        var merged = new List<Posting>(newer.Count + older.Count);
        int i = 0, j = 0;
        while (i < newer.Count || j < older.Count)
        {
            var order = i == newer.Count ? 1 : j == older.Count ? -1 : newer[i].CompareTo(older[j]);
            merged.Add(order <= 0 ? newer[i] : older[j]);
            if (order <= 0)
                i++;
            if (order >= 0)
                j++;
        }

        return merged;
    }

    /// <summary>One row of two for good: what was taken back is gone, and a term with more than <paramref name="most"/> postings is stopped, now and for ever.</summary>
    /// <param name="newer">The newer row, in order.</param>
    /// <param name="older">The older row, in order: all that there is of its terms.</param>
    /// <param name="most">The most postings of a term.</param>
    public static IReadOnlyList<Posting> Settle(IReadOnlyList<Posting> newer, IReadOnlyList<Posting> older, int most)
    {
        var merged = Merge(newer, older);
        var settled = new List<Posting>(merged.Count);
        for (var i = 0; i < merged.Count;)
        {
            var (start, term) = (settled.Count, merged[i].Term);
            // A stop has the smallest number of a recording: it comes first.
            var isStopped = merged[i].IsStop;
            for (; i < merged.Count && merged[i].Term == term; i++)
            {
                if (!merged[i].IsRemoved && !isStopped)
                    settled.Add(merged[i]);
            }

            if (!isStopped && settled.Count - start <= most)
                continue;
            settled.RemoveRange(start, settled.Count - start);
            settled.Add(Posting.Stop(term));
        }

        return settled;
    }

    /// <summary>Cuts a row that is longer than <paramref name="most"/> into pieces of half of that or a little more, each with all postings of its terms.</summary>
    /// <param name="postings">The row, in order.</param>
    /// <param name="most">The most postings of a row that is left whole.</param>
    /// <returns>One row at least, which may be empty.</returns>
    public static IReadOnlyList<IReadOnlyList<Posting>> Cut(IReadOnlyList<Posting> postings, int most)
    {
        ArgumentNullException.ThrowIfNull(postings);
        if (postings.Count <= most)
            return [postings];
        var pieces = new List<IReadOnlyList<Posting>>();
        var piece = new List<Posting>();
        foreach (var posting in postings)
        {
            if (piece.Count >= most / 2 && piece[^1].Term != posting.Term)
            {
                pieces.Add(piece);
                piece = [];
            }

            piece.Add(posting);
        }

        pieces.Add(piece);
        return pieces;
    }

    private static Posting Next(ReadOnlySpan<byte> bytes, ref int at, ref int term)
    {
        term += (int)Read(bytes, ref at);
        if (bytes.Length - at < RecordingBytes)
            throw Broken();
        var recording = 0L;
        for (var i = 0; i < RecordingBytes; i++)
            recording = (recording << 8) | bytes[at++];
        var place = Read(bytes, ref at);
        return new Posting(term, recording, (int)(place >> 1), (place & 1) != 0);
    }

    private static void Append(List<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static uint Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0u;
        for (var shift = 0; shift < 35 && at < bytes.Length; shift += 7)
        {
            var one = bytes[at++];
            value |= (uint)(one & 0x7F) << shift;
            if (one < 0x80)
                return value;
        }

        throw Broken();
    }

    private static FormatException Broken() => new("These are no postings.");
}
