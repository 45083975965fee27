namespace Spotify.Core.Telemetry.Closing;

/// <summary>Reads a part of a file.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="into">All of this is filled.</param>
/// <param name="cancellationToken">Stops the read.</param>
public delegate ValueTask RangeRead(long offset, Memory<byte> into, CancellationToken cancellationToken);

/// <summary>Finds leaves in the leaf file of a shard and proves that they are there. Reads some blocks, however large the file is.</summary>
/// <param name="leaves">How many leaves the file has.</param>
/// <param name="read">Reads the file.</param>
public sealed class LeafFileReader(long leaves, RangeRead read)
{
    private const int Guesses = 4;

    private readonly LeafFileLayout _layout = new(leaves);

    /// <summary>Looks for a play.</summary>
    /// <returns>Its place and its leaf, or null where the file does not have it.</returns>
    public async ValueTask<(long Index, LedgerLeaf Leaf)?> FindAsync(UInt128 playId, CancellationToken cancellationToken)
    {
        var (low, high) = (0L, _layout.Blocks - 1);
        var (from, to) = (UInt128.Zero, UInt128.MaxValue);
        for (var step = 0; low <= high; step++)
        {
            // Ids are hashes, so where one lies can be told within a block or two; halving is for ids that are not so.
            var block = step < Guesses ? Guess(playId, from, to, low, high) : low + ((high - low) / 2);
            var found = await ReadLeavesAsync(block, cancellationToken);
            if (playId < found[0].PlayId)
            {
                (high, to) = (block - 1, found[0].PlayId);
            }
            else if (playId > found[^1].PlayId)
            {
                (low, from) = (block + 1, found[^1].PlayId);
            }
            else
            {
                var place = Array.BinarySearch(found, new LedgerLeaf(playId, default, default), ByPlayId);
                return place < 0 ? null : ((block * LeafFileLayout.BlockSize) + place, found[place]);
            }
        }

        return null;
    }

    /// <summary>The inclusion path of a leaf in the tree of all leaves of the file.</summary>
    public async ValueTask<IReadOnlyList<Hash256>> ProveAsync(long index, CancellationToken cancellationToken)
    {
        var (block, place) = Math.DivRem(index, LeafFileLayout.BlockSize);
        var found = await ReadLeavesAsync(block, cancellationToken);
        var path = new List<Hash256>(Merkle.PathOf(Array.ConvertAll(found, leaf => leaf.Hash), (int)place));
        for (var level = 0; level < _layout.Levels; level++)
        {
            (block, place) = Math.DivRem(block, LeafFileLayout.BlockSize);
            path.AddRange(Merkle.PathOf(await ReadRootsAsync(level, block, cancellationToken), (int)place));
        }

        return path;
    }

    private static readonly Comparer<LedgerLeaf> ByPlayId = Comparer<LedgerLeaf>.Create((x, y) => x.PlayId.CompareTo(y.PlayId));

    private static long Guess(UInt128 id, UInt128 from, UInt128 to, long low, long high)
    {
        var share = id <= from || to <= from ? 0 : (double)(id - from) / (double)(to - from);
        return Math.Clamp(low + (long)(share * (high - low + 1)), low, high);
    }

    private async ValueTask<LedgerLeaf[]> ReadLeavesAsync(long block, CancellationToken cancellationToken)
    {
        var (offset, count) = _layout.LeafBlock(block);
        var bytes = new byte[count * LedgerLeaf.Length];
        await read(offset, bytes, cancellationToken);
        var found = new LedgerLeaf[count];
        for (var i = 0; i < count; i++)
            found[i] = LedgerLeaf.Read(bytes.AsSpan(i * LedgerLeaf.Length));
        return found;
    }

    private async ValueTask<Hash256[]> ReadRootsAsync(int level, long block, CancellationToken cancellationToken)
    {
        var (offset, count) = _layout.RootBlock(level, block);
        var bytes = new byte[count * Hash256.Length];
        await read(offset, bytes, cancellationToken);
        var roots = new Hash256[count];
        for (var i = 0; i < count; i++)
            roots[i] = Hash256.Read(bytes.AsSpan(i * Hash256.Length));
        return roots;
    }
}
