using System.Numerics;

namespace Spotify.Core.Search;

/// <summary>
/// Says of a hash that it is surely in no item, or that it may be in one (Bloom filter): most of the names that a query may have meant are nobody's, and need not be looked up.
/// Hashes are only ever added. Safe for many readers and one writer.
/// </summary>
public sealed class NameFilter
{
    private const int BitsOfOne = 12;
    private const int Probes = 4;
    private const int Least = 1 << 16;

    private readonly ulong[] _words;
    private readonly int _shift;
    private long _count;

    /// <summary>Makes an empty one.</summary>
    /// <param name="expected">How many hashes it is to hold; with twice as many it says "may be" more often.</param>
    public NameFilter(long expected)
    {
        var bits = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(Least, expected * BitsOfOne));
        _words = new ulong[bits / 64];
        _shift = 64 - BitOperations.Log2(bits);
        Capacity = (long)bits / BitsOfOne;
    }

    /// <summary>How many hashes it holds well.</summary>
    public long Capacity { get; }

    /// <summary>How many hashes were added.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How much memory it takes.</summary>
    public long Bytes => 8L * _words.Length;

    /// <summary>Adds a hash.</summary>
    public void Add(long hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(hash, probe);
            Volatile.Write(ref _words[bit >> 6], _words[bit >> 6] | (1UL << (int)(bit & 63)));
        }

        Interlocked.Increment(ref _count);
    }

    /// <summary>Whether a hash may be among those that were added.</summary>
    /// <returns>False where it surely is not.</returns>
    public bool MayHold(long hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(hash, probe);
            if ((Volatile.Read(ref _words[bit >> 6]) & (1UL << (int)(bit & 63))) == 0)
                return false;
        }

        return true;
    }

    private ulong BitOf(long hash, int probe) => (((ulong)hash + ((ulong)probe * 0x9E3779B97F4A7C15)) * (0xD6E8FEB86659FD93 + (2 * (ulong)probe))) >> _shift;
}
