using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spotify.Core.Ingestion.Identity;

/// <summary>Counts differing bits.</summary>
public static class BitErrors
{
    /// <summary>In how many bits two rows of the same length differ.</summary>
    /// <param name="one">One row.</param>
    /// <param name="other">The other.</param>
    public static long Count(ReadOnlySpan<uint> one, ReadOnlySpan<uint> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, one.Length, nameof(other));
        var (i, errors) = (0, 0L);
        if (Avx2.IsSupported && one.Length >= Vector256<uint>.Count)
        {
            // Eight items at a time: the bits of each half byte from a table, summed by the byte.
            var table = Vector256.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
            var low = Vector256.Create((byte)0x0F);
            var sum = Vector256<ulong>.Zero;
            ref var left = ref MemoryMarshal.GetReference(one);
            ref var right = ref MemoryMarshal.GetReference(other);
            for (; i <= one.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                var differing = (Vector256.LoadUnsafe(ref left, (nuint)i) ^ Vector256.LoadUnsafe(ref right, (nuint)i)).AsByte();
                var bits = Avx2.Shuffle(table, differing & low) + Avx2.Shuffle(table, (differing.AsUInt16() >>> 4).AsByte() & low);
                sum += Avx2.SumAbsoluteDifferences(bits, Vector256<byte>.Zero).AsUInt64();
            }

            errors = (long)Vector256.Sum(sum);
        }

        for (; i < one.Length; i++)
            errors += BitOperations.PopCount(one[i] ^ other[i]);
        return errors;
    }
}
