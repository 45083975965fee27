using System.Buffers.Binary;
using System.Text;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>
/// The proof that a play is in the closed ledger of a period. Its holder needs nothing of ours but this and the period's root that his statement quotes:
/// <list type="number">
/// <item>The bytes of the play are made from <see cref="Play"/> as <see cref="LedgerEncoding"/> says, and the leaf is SHA-256(0x00 || salt || bytes).</item>
/// <item>From the leaf <see cref="Path"/> leads to the shard's root: RFC 9162, section 2.1.3.2, with <see cref="Index"/> and <see cref="Plays"/> as tree size.</item>
/// <item>The shard's own leaf is SHA-256(0x00 || period (7 bytes ASCII) || shard (4 bytes) || shards (4 bytes) || plays (8 bytes) || root), numbers
/// big-endian; from it <see cref="ShardPath"/> leads to the period's root with <see cref="Shard"/> and <see cref="Shards"/>.</item>
/// <item>The period's root is the one that the statement quotes.</item>
/// </list>
/// <see cref="FindFault"/> does these steps. All hashes are lower-case hexadecimal.
/// </summary>
public sealed record LedgerProof
{
    /// <summary>The period.</summary>
    public required string Period { get; init; }

    /// <summary>The play.</summary>
    public required LedgerPlay Play { get; init; }

    /// <summary>The version of <see cref="LedgerEncoding"/>.</summary>
    public required int Encoding { get; init; }

    /// <summary>The play's salt.</summary>
    public required string Salt { get; init; }

    /// <summary>The leaf's hash.</summary>
    public required string Leaf { get; init; }

    /// <summary>The leaf's place in its shard.</summary>
    public required long Index { get; init; }

    /// <summary>How many plays the shard has.</summary>
    public required long Plays { get; init; }

    /// <summary>From the leaf to the shard's root.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>The shard: the leading bits of the SHA-256 of the play id's 16 bytes.</summary>
    public required int Shard { get; init; }

    /// <summary>How many shards the period has.</summary>
    public required int Shards { get; init; }

    /// <summary>The shard's root.</summary>
    public required string ShardRoot { get; init; }

    /// <summary>From the shard's leaf to the period's root.</summary>
    public required IReadOnlyList<string> ShardPath { get; init; }

    /// <summary>The period's root.</summary>
    public required string PeriodRoot { get; init; }

    /// <summary>The leaf of a shard in the tree of its period.</summary>
    public static Hash256 ShardLeafOf(string period, int shard, int shards, long plays, Hash256 root)
    {
        ArgumentNullException.ThrowIfNull(period);
        if (period.Length != 7)
            throw new ArgumentException("A period is yyyy-MM.", nameof(period));
        Span<byte> bytes = stackalloc byte[7 + 4 + 4 + 8 + Hash256.Length];
        Ascii.FromUtf16(period, bytes, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[7..], shard);
        BinaryPrimitives.WriteInt32BigEndian(bytes[11..], shards);
        BinaryPrimitives.WriteInt64BigEndian(bytes[15..], plays);
        root.Write(bytes[23..]);
        return Merkle.LeafOf([], bytes);
    }

    /// <summary>Verifies the proof.</summary>
    /// <param name="periodRoot">The root that a statement quotes.</param>
    /// <returns>Why it proves nothing; null where it holds.</returns>
    public string? FindFault(string periodRoot)
    {
        if (Encoding != LedgerEncoding.Version)
            return $"The play is encoded in version {Encoding}, this verifier knows {LedgerEncoding.Version}.";
        if (!TryParse(Path, out var path) || !TryParse(ShardPath, out var shardPath) || !Hash256.TryParse(Salt, out var salt) || !Hash256.TryParse(Leaf, out var leaf)
            || !Hash256.TryParse(ShardRoot, out var shardRoot) || !Hash256.TryParse(PeriodRoot, out var own) || !Hash256.TryParse(periodRoot, out var quoted))
            return "A hash is not 64 hexadecimal digits.";
        if (own != quoted)
            return "The proof is for another root than the one that is quoted.";
        if (Period != Play.Period || Period is not { Length: 7 })
            return "The play belongs to another period.";
        if (!LedgerId.IsShardCount(Shards) || !LedgerId.TryParse(Play.Id, out var id) || LedgerId.ShardOf(id, Shards) != Shard)
            return "The play does not belong to that shard.";
        if (!IsLeaf(salt, leaf))
            return "The leaf is not the hash of the play.";
        if (!Merkle.IsIncluded(leaf, Index, Plays, path, shardRoot))
            return "The path does not lead from the leaf to the root of the shard.";
        return Merkle.IsIncluded(ShardLeafOf(Period, Shard, Shards, Plays, shardRoot), Shard, Shards, shardPath, own)
            ? null
            : "The path does not lead from the root of the shard to that of the period.";
    }

    private bool IsLeaf(Hash256 salt, Hash256 leaf)
    {
        try
        {
            return LedgerEncoding.LeafOf(salt, Play) == leaf;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool TryParse(IReadOnlyList<string> texts, out Hash256[] hashes)
    {
        hashes = new Hash256[texts.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!Hash256.TryParse(texts[i], out hashes[i]))
                return false;
        }

        return true;
    }
}
