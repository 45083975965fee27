using System.Numerics;
using System.Security.Cryptography;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1: SHA-256, a leaf is hashed behind the byte 0, a node behind the byte 1, and a list of n is split at the largest
/// power of two below n.
/// </summary>
public static class Merkle
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int OnStack = 512;

    /// <summary>The root of no leaves.</summary>
    public static Hash256 Empty { get; } = Hash256.Read(SHA256.HashData([]));

    /// <summary>The hash of a leaf: SHA-256(0x00 || salt || data).</summary>
    /// <param name="salt">What keeps others from guessing the data; may be empty.</param>
    /// <param name="data">What the leaf stands for.</param>
    public static Hash256 LeafOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> data)
    {
        var length = 1 + salt.Length + data.Length;
        var bytes = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        bytes[0] = LeafPrefix;
        salt.CopyTo(bytes[1..]);
        data.CopyTo(bytes[(1 + salt.Length)..]);
        return HashOf(bytes[..length]);
    }

    /// <summary>The hash of a node: SHA-256(0x01 || left || right).</summary>
    public static Hash256 NodeOf(Hash256 left, Hash256 right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Hash256.Length)];
        bytes[0] = NodePrefix;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Hash256.Length)..]);
        return HashOf(bytes);
    }

    /// <summary>The root over hashes.</summary>
    /// <param name="hashes">Leaves, or the roots of equally large full subtrees, of which only the last may be smaller.</param>
    public static Hash256 RootOf(ReadOnlySpan<Hash256> hashes)
    {
        if (hashes.Length < 2)
            return hashes.IsEmpty ? Empty : hashes[0];
        var split = SplitOf(hashes.Length);
        return NodeOf(RootOf(hashes[..split]), RootOf(hashes[split..]));
    }

    /// <summary>The inclusion path of one hash: its siblings from the bottom up.</summary>
    /// <param name="hashes">As for <see cref="RootOf"/>.</param>
    /// <param name="index">Which of them.</param>
    public static IReadOnlyList<Hash256> PathOf(ReadOnlySpan<Hash256> hashes, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, hashes.Length);
        var path = new List<Hash256>();
        while (hashes.Length > 1)
        {
            var split = SplitOf(hashes.Length);
            var isLeft = index < split;
            path.Add(RootOf(isLeft ? hashes[split..] : hashes[..split]));
            hashes = isLeft ? hashes[..split] : hashes[split..];
            index -= isLeft ? 0 : split;
        }

        path.Reverse();
        return path;
    }

    /// <summary>Whether a leaf is in a tree (RFC 9162, section 2.1.3.2).</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="index">Its place.</param>
    /// <param name="count">How many leaves the tree has.</param>
    /// <param name="path">The inclusion path.</param>
    /// <param name="root">The tree's root.</param>
    public static bool IsIncluded(Hash256 leaf, long index, long count, IReadOnlyList<Hash256> path, Hash256 root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= count)
            return false;
        var (place, last) = ((ulong)index, (ulong)count - 1);
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if ((place & 1) == 1 || place == last)
            {
                leaf = NodeOf(sibling, leaf);
                // A last node without a sibling goes up as it is; place is not 0 here.
                var levels = BitOperations.TrailingZeroCount(place);
                (place, last) = (place >> levels, last >> levels);
            }
            else
            {
                leaf = NodeOf(leaf, sibling);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && leaf == root;
    }

    private static int SplitOf(int count) => 1 << (31 - BitOperations.LeadingZeroCount((uint)(count - 1)));

    private static Hash256 HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Hash256.Length];
        SHA256.HashData(bytes, hash);
        return Hash256.Read(hash);
    }
}
