using System.Buffers.Binary;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>A leaf of a shard's tree as its file holds it: 64 bytes.</summary>
/// <param name="PlayId">The play; leaves are in the order of this number.</param>
/// <param name="Listener">The pseudonym: where the play is found in the ledger.</param>
/// <param name="Hash">The leaf's hash.</param>
public readonly record struct LedgerLeaf(UInt128 PlayId, UInt128 Listener, Hash256 Hash)
{
    /// <summary>Bytes of a leaf.</summary>
    public const int Length = (2 * LedgerId.Length) + Hash256.Length;

    /// <summary>Reads the first 64 bytes.</summary>
    public static LedgerLeaf Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt128BigEndian(bytes),
        BinaryPrimitives.ReadUInt128BigEndian(bytes[LedgerId.Length..]),
        Hash256.Read(bytes[(2 * LedgerId.Length)..]));

    /// <summary>Writes the 64 bytes.</summary>
    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt128BigEndian(into, PlayId);
        BinaryPrimitives.WriteUInt128BigEndian(into[LedgerId.Length..], Listener);
        Hash.Write(into[(2 * LedgerId.Length)..]);
    }
}
