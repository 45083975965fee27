namespace Spotify.Core.Telemetry.Closing;

/// <summary>Computes the root of a shard again from its leaf file: what money is checked against does not rest on a stored hash.</summary>
public static class LeafFileRoot
{
    /// <summary>Reads every leaf, a block at a time, and nothing of the roots that the file holds.</summary>
    /// <param name="leaves">How many leaves the file has.</param>
    /// <param name="read">Reads the file.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidDataException">The leaves are not in the order of their plays.</exception>
    public static async Task<Hash256> ComputeAsync(long leaves, RangeRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var (layout, tree) = (new LeafFileLayout(leaves), new MerkleAccumulator());
        var buffer = new byte[BlocksAtOnce * LeafFileLayout.BlockSize * LedgerLeaf.Length];
        var last = default(LedgerLeaf?);
        for (var block = 0L; block < layout.Blocks; block += BlocksAtOnce)
        {
            var (offset, _) = layout.LeafBlock(block);
            var bytes = buffer.AsMemory(0, (int)Math.Min(buffer.Length, (leaves * LedgerLeaf.Length) - offset));
            await read(offset, bytes, cancellationToken);
            for (var at = 0; at < bytes.Length; at += LedgerLeaf.Length)
            {
                var leaf = LedgerLeaf.Read(bytes.Span[at..]);
                if (last is { } before && leaf.PlayId <= before.PlayId)
                    throw new InvalidDataException($"Play {LedgerId.ToText(leaf.PlayId)} is out of its order.");
                tree.Add(leaf.Hash);
                last = leaf;
            }
        }

        return tree.Root;
    }

    private const int BlocksAtOnce = 16;
}
