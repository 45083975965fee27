using System.Runtime.InteropServices;

namespace Spotify.Core.Search;

/// <summary>A word of an index that a typed one may have meant.</summary>
/// <param name="Word">The word.</param>
/// <param name="Distance">How many slips lie between.</param>
/// <param name="Count">In how many items it stands.</param>
public readonly record struct Correction(string Word, int Distance, int Count);

/// <summary>
/// The words of an index, for completion and correction. Correction goes by deletion neighbourhoods (SymSpell): every word is listed under what is left of its first
/// letters when one or two are taken away, and so is the typed one; where the lists meet, the true distance decides. Never changed once it is made.
/// </summary>
public sealed class WordList
{
    private const int PrefixLength = 7;

    // Shorter words are only ever sought at distance 1.
    private const int LongWord = 4;

    private readonly string[] _words;
    private readonly int[] _counts;
    private readonly Dictionary<string, int> _places;
    private readonly uint[] _hashes;
    private readonly int[] _owners;
    private readonly int[] _starts;

    /// <summary>Makes the list.</summary>
    /// <param name="words">Each word once, with the number of items in which it stands.</param>
    public WordList(IEnumerable<KeyValuePair<string, int>> words)
    {
        var sorted = words.OrderBy(word => word.Key, StringComparer.Ordinal).ToList();
        _words = [.. sorted.Select(word => word.Key)];
        _counts = [.. sorted.Select(word => word.Value)];
        _places = new Dictionary<string, int>(_words.Length, StringComparer.Ordinal);
        for (var i = 0; i < _words.Length; i++)
            _places.Add(_words[i], i);
        var entries = Neighbourhoods();
        _hashes = new uint[entries.Count];
        _owners = new int[entries.Count];
        var span = CollectionsMarshal.AsSpan(entries);
        for (var i = 0; i < span.Length; i++)
            (_hashes[i], _owners[i]) = ((uint)(span[i] >> 32), (int)(uint)span[i]);
        _starts = Directory(_hashes);
    }

    /// <summary>How many words there are.</summary>
    public int Count => _words.Length;

    /// <summary>How many entries the neighbourhoods have; eight bytes each.</summary>
    public int Entries => _hashes.Length;

    /// <summary>In how many items a word stands; 0 where it is none of the list.</summary>
    public int CountOf(string word) => _places.TryGetValue(word, out var place) ? _counts[place] : 0;

    /// <summary>The words within some slips of a typed one, itself left out.</summary>
    /// <param name="typed">The typed word, folded.</param>
    /// <param name="most">How many slips; 1 or 2.</param>
    /// <param name="into">Where they are added, in no particular order.</param>
    public void Correct(string typed, int most, ICollection<Correction> into)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(into);
        var hashes = new HashSet<uint>();
        Neighbours(Prefix(typed), most, hash => hashes.Add(hash));
        var seen = new HashSet<int>();
        foreach (var hash in hashes)
        {
            var bucket = (int)(hash >> BucketShift);
            var end = _starts[bucket + 1];
            for (var i = LowerBound(hash, _starts[bucket], end); i < end && _hashes[i] == hash; i++)
            {
                var owner = _owners[i];
                var word = _words[owner];
                if (Math.Abs(word.Length - typed.Length) > most || !seen.Add(owner))
                    continue;
                var distance = EditDistance.Between(typed, word, most);
                if (distance > 0 && distance <= most)
                    into.Add(new Correction(word, distance, _counts[owner]));
            }
        }
    }

    /// <summary>The words that begin with what was typed, the most frequent first.</summary>
    /// <param name="typed">The beginning, folded.</param>
    /// <param name="most">How many words at the most.</param>
    public IReadOnlyList<Correction> Complete(string typed, int most)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var (from, to) = RangeOf(typed);
        var best = new PriorityQueue<int, int>();
        for (var i = from; i < to; i++)
        {
            if (best.Count < most)
                best.Enqueue(i, _counts[i]);
            else if (best.TryPeek(out _, out var least) && least < _counts[i])
                best.EnqueueDequeue(i, _counts[i]);
        }

        var words = new Correction[best.Count];
        for (var i = words.Length - 1; i >= 0; i--)
        {
            var place = best.Dequeue();
            words[i] = new Correction(_words[place], 0, _counts[place]);
        }

        return words;
    }

    /// <summary>The words whose beginning is within one slip of what was typed, the most frequent first: for a word that is still being typed.</summary>
    /// <param name="typed">The beginning, folded, at least four letters.</param>
    /// <param name="most">How many words at the most.</param>
    public IReadOnlyList<Correction> CompleteWithSlip(string typed, int most)
    {
        ArgumentNullException.ThrowIfNull(typed);
        // The first letter is nearly always right, and it leaves a fraction of the list to look through.
        var (from, to) = typed.Length < 4 ? (0, 0) : RangeOf(typed[..1]);
        var found = new List<Correction>();
        for (var i = from; i < to; i++)
        {
            var word = _words[i].AsSpan();
            if (word.Length + 1 < typed.Length)
                continue;
            for (var length = Math.Min(word.Length, typed.Length + 1); length >= typed.Length - 1; length--)
            {
                if (EditDistance.Between(typed, word[..length], 1) > 1)
                    continue;
                found.Add(new Correction(_words[i], 1, _counts[i]));
                break;
            }
        }

        found.Sort(static (one, other) => other.Count.CompareTo(one.Count));
        return found.Count > most ? found.GetRange(0, most) : found;
    }

    private const int BucketBits = 16;
    private const int BucketShift = 32 - BucketBits;

    private (int From, int To) RangeOf(string prefix)
    {
        if (prefix.Length == 0)
            return (0, 0);
        var from = Array.BinarySearch(_words, prefix, StringComparer.Ordinal);
        from = from < 0 ? ~from : from;
        var (low, high) = (from, _words.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_words[middle].StartsWith(prefix, StringComparison.Ordinal))
                low = middle + 1;
            else
                high = middle;
        }

        return (from, low);
    }

    private List<long> Neighbourhoods()
    {
        var entries = new List<long>(_words.Length * 8);
        var hashes = new HashSet<uint>();
        for (var i = 0; i < _words.Length; i++)
        {
            // Nothing that is shorter is ever within reach of a word that may be corrected.
            if (_words[i].Length < 2)
                continue;
            hashes.Clear();
            Neighbours(Prefix(_words[i]), _words[i].Length < LongWord ? 1 : 2, hash => hashes.Add(hash));
            foreach (var hash in hashes)
                entries.Add(((long)hash << 32) | (uint)i);
        }

        // Sorted as signed numbers the upper half would come first: one bit turned round keeps the order of the hashes.
        var span = CollectionsMarshal.AsSpan(entries);
        for (var i = 0; i < span.Length; i++)
            span[i] ^= long.MinValue;
        entries.Sort();
        for (var i = 0; i < span.Length; i++)
            span[i] ^= long.MinValue;
        return entries;
    }

    private static int[] Directory(uint[] hashes)
    {
        var starts = new int[(1 << BucketBits) + 1];
        foreach (var hash in hashes)
            starts[(hash >> BucketShift) + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        return starts;
    }

    private int LowerBound(uint hash, int low, int high)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_hashes[middle] < hash)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static ReadOnlySpan<char> Prefix(string word) => word.AsSpan(0, Math.Min(word.Length, PrefixLength));

    private static void Neighbours(ReadOnlySpan<char> letters, int deletions, Action<uint> add)
    {
        add(Hash(letters));
        if (deletions == 0 || letters.Length < 2)
            return;
        Span<char> rest = stackalloc char[letters.Length - 1];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[..i].CopyTo(rest);
            letters[(i + 1)..].CopyTo(rest[i..]);
            Neighbours(rest, deletions - 1, add);
        }
    }

    private static uint Hash(ReadOnlySpan<char> letters)
    {
        var hash = 2166136261u;
        foreach (var letter in letters)
            hash = (hash ^ letter) * 16777619u;
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return hash ^ (hash >> 13);
    }
}
