using System.Numerics;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>The root of leaves that come one after the other: keeps one hash for each bit of their number.</summary>
public sealed class MerkleAccumulator
{
    private readonly List<Hash256> _subtrees = [];

    /// <summary>How many leaves there were.</summary>
    public long Count { get; private set; }

    /// <summary>The root over all leaves so far.</summary>
    public Hash256 Root
    {
        get
        {
            if (_subtrees.Count == 0)
                return Merkle.Empty;
            var root = _subtrees[^1];
            for (var i = _subtrees.Count - 2; i >= 0; i--)
                root = Merkle.NodeOf(_subtrees[i], root);
            return root;
        }
    }

    /// <summary>Adds the next leaf.</summary>
    public void Add(Hash256 leaf)
    {
        // A full subtree closes for each one bit at the end of the number before.
        for (var closed = BitOperations.TrailingZeroCount(~Count); closed > 0; closed--)
        {
            leaf = Merkle.NodeOf(_subtrees[^1], leaf);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leaf);
        Count++;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _subtrees.Clear();
        Count = 0;
    }
}
