using System.Buffers.Binary;

namespace Spotify.Core.Telemetry;

/// <summary>
/// A fast 64-bit hash whose values are stored: the same bytes give the same number on every machine and in every version. Not for secrets: who makes
/// two of his own keys collide loses one of his own events.
/// </summary>
public static class StableHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Mix((ulong)bytes.Length ^ First, Second);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), First);
            bytes = bytes[8..];
        }

        ulong last = 0;
        for (var i = 0; i < bytes.Length; i++)
            last |= (ulong)bytes[i] << (8 * i);
        return Mix(Mix(hash ^ last, First) ^ Second, Second);
    }

    // A product with an odd constant folded upon itself, xor the input, so that no state is lost in a zero product.
    private static ulong Mix(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return high ^ low ^ value;
    }
}
