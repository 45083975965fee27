namespace Spotify.Core.Telemetry.Closing;

/// <summary>
/// Where things are in the leaf file of a shard: the leaves by play id, 64 bytes each; then levels of roots, 32 bytes each: one for each 1,024 leaves, one for
/// each 1,024 of those, and so on until a level has 1,024 at most. A block of 1,024 is a full subtree, so that the root over the last level is the root over
/// the leaves, and a proof reads one block a level.
/// </summary>
public sealed class LeafFileLayout
{
    /// <summary>Leaves or roots in a block.</summary>
    public const int BlockSize = 1024;

    private readonly List<(long Offset, long Count)> _levels = [];

    /// <summary>The layout for a number of leaves.</summary>
    public LeafFileLayout(long leaves)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaves);
        Leaves = leaves;
        var (offset, count) = (leaves * LedgerLeaf.Length, BlocksOf(leaves));
        _levels.Add((offset, count));
        while (count > BlockSize)
        {
            offset += count * Hash256.Length;
            count = BlocksOf(count);
            _levels.Add((offset, count));
        }

        Length = offset + (count * Hash256.Length);
    }

    /// <summary>How many leaves.</summary>
    public long Leaves { get; }

    /// <summary>How many blocks of leaves.</summary>
    public long Blocks => _levels[0].Count;

    /// <summary>How many levels of roots.</summary>
    public int Levels => _levels.Count;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Where a block of leaves is, and how many it has.</summary>
    public (long Offset, int Count) LeafBlock(long block) => (block * BlockSize * LedgerLeaf.Length, CountOf(block, Leaves));

    /// <summary>Where a block of roots is, and how many it has.</summary>
    public (long Offset, int Count) RootBlock(int level, long block)
    {
        var (offset, count) = _levels[level];
        return (offset + (block * BlockSize * Hash256.Length), CountOf(block, count));
    }

    private static long BlocksOf(long count) => (count + BlockSize - 1) / BlockSize;

    private static int CountOf(long block, long count) => (int)Math.Min(BlockSize, count - (block * BlockSize));
}
