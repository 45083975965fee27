using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>Scalar products of one vector with many, of float32 and of bytes. A vector's score is the same bits wherever it stands.</summary>
internal static class VectorKernels
{
    /// <summary>Refuses a query that is none.</summary>
    /// <returns>A copy of it, of length 1 where the metric is the cosine.</returns>
    public static float[] CheckQuery(ReadOnlySpan<float> query, int dimensions, int count, VectorMetric metric)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (query.Length != dimensions)
            throw new ArgumentException($"a query has {dimensions} figures, not {query.Length}", nameof(query));
        foreach (var value in query)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException("a query's figures are finite numbers", nameof(query));
        }

        var own = query.ToArray();
        if (metric == VectorMetric.Cosine)
            Normalize(own);
        return own;
    }

    /// <summary>Refuses vectors that hold a figure that is no finite number.</summary>
    public static void CheckFinite(FactorMatrix vectors)
    {
        for (var row = 0; row < vectors.Rows; row++)
        {
            foreach (var value in vectors[row])
            {
                if (!float.IsFinite(value))
                    throw new ArgumentException($"row {row} has a figure that is no finite number", nameof(vectors));
            }
        }
    }

    /// <summary>The vectors with length 1; those of zeros stay.</summary>
    public static FactorMatrix Normalized(FactorMatrix vectors)
    {
        var copy = new FactorMatrix(vectors.Rows, vectors.Dimensions);
        vectors.Values.CopyTo(copy.Values);
        for (var row = 0; row < copy.Rows; row++)
            Normalize(copy[row]);
        return copy;
    }

    /// <summary>Makes a vector's length 1; one of zeros stays.</summary>
    public static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (var value in vector)
            squares += (double)value * value;
        if (squares == 0)
            return;
        var scale = 1 / Math.Sqrt(squares);
        foreach (ref var value in vector)
            value = (float)(value * scale);
    }

    /// <summary>The scalar product of two vectors, in the same order of sums as <see cref="Dot4"/>.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        Vector256<float> sum = default;
        var i = 0;
        for (; i + 8 <= x.Length; i += 8)
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i), sum);
        var total = Vector256.Sum(sum);
        for (; i < x.Length; i++)
            total = MathF.FusedMultiplyAdd(x[i], y[i], total);
        return total;
    }

    /// <summary>The cosine of the angle between two vectors; 0 where one has no direction.</summary>
    public static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double product = 0, own = 0, other = 0;
        for (var i = 0; i < x.Length; i++)
        {
            product += (double)x[i] * y[i];
            own += (double)x[i] * x[i];
            other += (double)y[i] * y[i];
        }

        return own > 0 && other > 0 ? product / Math.Sqrt(own * other) : 0;
    }

    /// <summary>The scalar products of a vector with four that lie one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dot4(ReadOnlySpan<float> x, ReadOnlySpan<float> four, Span<float> into)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var a = ref MemoryMarshal.GetReference(four);
        ref var b = ref Unsafe.Add(ref a, x.Length);
        ref var c = ref Unsafe.Add(ref b, x.Length);
        ref var d = ref Unsafe.Add(ref c, x.Length);
        Vector256<float> sumA = default, sumB = default, sumC = default, sumD = default;
        var i = 0;
        for (; i + 8 <= x.Length; i += 8)
        {
            var own = Vector256.LoadUnsafe(ref left, (nuint)i);
            sumA = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref a, (nuint)i), sumA);
            sumB = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref b, (nuint)i), sumB);
            sumC = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref c, (nuint)i), sumC);
            sumD = Vector256.FusedMultiplyAdd(own, Vector256.LoadUnsafe(ref d, (nuint)i), sumD);
        }

        var (first, second, third, fourth) = (Vector256.Sum(sumA), Vector256.Sum(sumB), Vector256.Sum(sumC), Vector256.Sum(sumD));
        for (; i < x.Length; i++)
        {
            first = MathF.FusedMultiplyAdd(x[i], Unsafe.Add(ref a, i), first);
            second = MathF.FusedMultiplyAdd(x[i], Unsafe.Add(ref b, i), second);
            third = MathF.FusedMultiplyAdd(x[i], Unsafe.Add(ref c, i), third);
            fourth = MathF.FusedMultiplyAdd(x[i], Unsafe.Add(ref d, i), fourth);
        }

        (into[0], into[1], into[2], into[3]) = (first, second, third, fourth);
    }

    /// <summary>The scalar product of a query in 16-bit steps with a vector in 8-bit steps: exact, whatever the machine.</summary>
    public static int Dot(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> code)
    {
        ref var left = ref MemoryMarshal.GetReference(query);
        ref var right = ref MemoryMarshal.GetReference(code);
        Vector256<int> sum = default;
        var i = 0;
        for (; i + 16 <= code.Length; i += 16)
        {
            var own = Vector256.LoadUnsafe(ref left, (nuint)i);
            var bytes = Vector128.LoadUnsafe(ref right, (nuint)i);
            if (Avx2.IsSupported)
            {
                sum += Avx2.MultiplyAddAdjacent(own, Avx2.ConvertToVector256Int16(bytes));
            }
            else
            {
                var wide = Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
                sum += (Vector256.WidenLower(own) * Vector256.WidenLower(wide)) + (Vector256.WidenUpper(own) * Vector256.WidenUpper(wide));
            }
        }

        var total = Vector256.Sum(sum);
        for (; i < code.Length; i++)
            total += query[i] * code[i];
        return total;
    }
}
