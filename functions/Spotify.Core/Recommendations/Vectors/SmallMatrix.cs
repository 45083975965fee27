using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Square symmetric matrices of some hundred rows, as they are solved for every listener and track: sums of outer products and Cholesky factors, float32, lower triangles. What is summed is
/// summed in a fixed order, so that the same rows give the same bits whatever thread does it.
/// </summary>
internal static class SmallMatrix
{
    // A tile of 4 rows x 16 columns of the result stays in registers while all vectors pass: 8 sums, 2 columns, 1 row.
    private const int TileRows = 4;
    private const int TileColumns = 16;

    /// <summary>Whether a matrix of this size is summed in tiles: others go a slower way.</summary>
    public static bool IsTiled(int dimensions) => dimensions % TileColumns == 0;

    /// <summary>Adds <c>sum of v v'</c> over vectors that lie one after another to the lower triangle of a matrix.</summary>
    /// <param name="matrix">dimensions x dimensions, row by row; what is above the diagonal may be changed too.</param>
    /// <param name="vectors">The vectors, each already multiplied by the root of its weight.</param>
    /// <param name="dimensions">Figures of a vector.</param>
    public static void AddOuterProducts(Span<float> matrix, ReadOnlySpan<float> vectors, int dimensions)
    {
        if (!IsTiled(dimensions))
        {
            AddOneByOne(matrix, vectors, dimensions);
            return;
        }

        ref var from = ref MemoryMarshal.GetReference(vectors);
        ref var into = ref MemoryMarshal.GetReference(matrix);
        var count = vectors.Length / dimensions;
        for (var row = 0; row < dimensions; row += TileRows)
        {
            for (var column = 0; column < row + TileRows; column += TileColumns)
                AddTile(ref into, ref from, count, dimensions, row, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(ref float into, ref float from, int count, int dimensions, int row, int column)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        ref var vector = ref from;
        for (var i = 0; i < count; i++)
        {
            var left = Vector256.LoadUnsafe(ref Unsafe.Add(ref vector, column));
            var right = Vector256.LoadUnsafe(ref Unsafe.Add(ref vector, column + 8));
            var a = Vector256.Create(Unsafe.Add(ref vector, row));
            var b = Vector256.Create(Unsafe.Add(ref vector, row + 1));
            a0 = Vector256.FusedMultiplyAdd(a, left, a0);
            a1 = Vector256.FusedMultiplyAdd(a, right, a1);
            b0 = Vector256.FusedMultiplyAdd(b, left, b0);
            b1 = Vector256.FusedMultiplyAdd(b, right, b1);
            var c = Vector256.Create(Unsafe.Add(ref vector, row + 2));
            var d = Vector256.Create(Unsafe.Add(ref vector, row + 3));
            c0 = Vector256.FusedMultiplyAdd(c, left, c0);
            c1 = Vector256.FusedMultiplyAdd(c, right, c1);
            d0 = Vector256.FusedMultiplyAdd(d, left, d0);
            d1 = Vector256.FusedMultiplyAdd(d, right, d1);
            vector = ref Unsafe.Add(ref vector, dimensions);
        }

        ref var place = ref Unsafe.Add(ref into, (row * dimensions) + column);
        Put(ref place, a0, a1);
        Put(ref Unsafe.Add(ref place, dimensions), b0, b1);
        Put(ref Unsafe.Add(ref place, 2 * dimensions), c0, c1);
        Put(ref Unsafe.Add(ref place, 3 * dimensions), d0, d1);

        static void Put(ref float place, Vector256<float> left, Vector256<float> right)
        {
            (Vector256.LoadUnsafe(ref place) + left).StoreUnsafe(ref place);
            ref var next = ref Unsafe.Add(ref place, 8);
            (Vector256.LoadUnsafe(ref next) + right).StoreUnsafe(ref next);
        }
    }

    private static void AddOneByOne(Span<float> matrix, ReadOnlySpan<float> vectors, int dimensions)
    {
        for (; vectors.Length > 0; vectors = vectors[dimensions..])
        {
            for (var row = 0; row < dimensions; row++)
                MultiplyAdd(matrix.Slice(row * dimensions, row + 1), vectors[row], vectors);
        }
    }

    /// <summary>Solves <c>matrix x = right</c> for a positive definite matrix (Cholesky). The lower triangle becomes its factor.</summary>
    /// <param name="matrix">dimensions x dimensions; its lower triangle is read.</param>
    /// <param name="right">The right side; becomes the solution.</param>
    /// <param name="dimensions">Rows.</param>
    /// <returns>False where the matrix is not positive definite to the precision of the figures; then <paramref name="right"/> is not to be used.</returns>
    public static bool Solve(Span<float> matrix, Span<float> right, int dimensions)
    {
        const int Panel = 16;
        for (var from = 0; from < dimensions; from += Panel)
        {
            var to = Math.Min(from + Panel, dimensions);
            for (var column = from; column < to; column++)
            {
                var pivots = matrix.Slice((column * dimensions) + from, column - from);
                var pivot = matrix[(column * dimensions) + column] - Dot(pivots, pivots);
                if (!(pivot > 0))
                    return false;
                var root = MathF.Sqrt(pivot);
                matrix[(column * dimensions) + column] = root;
                for (var row = column + 1; row < dimensions; row++)
                {
                    ref var value = ref matrix[(row * dimensions) + column];
                    value = (value - Dot(matrix.Slice((row * dimensions) + from, column - from), pivots)) / root;
                }
            }

            if (to < dimensions)
                SubtractPanel(matrix, dimensions, from, to);
        }

        for (var row = 0; row < dimensions; row++)
            right[row] = (right[row] - Dot(matrix.Slice(row * dimensions, row), right[..row])) / matrix[(row * dimensions) + row];
        for (var row = dimensions - 1; row >= 0; row--)
        {
            right[row] /= matrix[(row * dimensions) + row];
            MultiplyAdd(right[..row], -right[row], matrix.Slice(row * dimensions, row));
        }

        return true;
    }

    // What the columns of a panel take from everything right of it and below. Its columns are turned into rows first, so that the tiles read them in a line.
    private static void SubtractPanel(Span<float> matrix, int dimensions, int from, int to)
    {
        var rows = dimensions - to;
        Span<float> panel = stackalloc float[(to - from) * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = from; column < to; column++)
                panel[((column - from) * rows) + row] = matrix[((to + row) * dimensions) + column];
        }

        for (var row = 0; row < rows; row++)
        {
            var into = matrix.Slice(((to + row) * dimensions) + to, row + 1);
            for (var column = 0; column + 3 < to - from; column += 4)
            {
                var at = panel[(column * rows)..];
                MultiplyAdd4(into, -at[row], at, -at[rows + row], at[rows..], -at[(2 * rows) + row], at[(2 * rows)..], -at[(3 * rows) + row], at[(3 * rows)..]);
            }

            for (var column = (to - from) & ~3; column < to - from; column++)
                MultiplyAdd(into, -panel[(column * rows) + row], panel[(column * rows)..]);
        }
    }

    /// <summary>The scalar product of two vectors of one length.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        Vector256<float> a = default, b = default;
        var i = 0;
        for (; i + 16 <= x.Length; i += 16)
        {
            a = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref Unsafe.Add(ref left, i)), Vector256.LoadUnsafe(ref Unsafe.Add(ref right, i)), a);
            b = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref Unsafe.Add(ref left, i + 8)), Vector256.LoadUnsafe(ref Unsafe.Add(ref right, i + 8)), b);
        }

        var sum = Vector256.Sum(a + b);
        for (; i < x.Length; i++)
            sum = MathF.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }

    /// <summary>Adds a multiple of a vector, as long as <paramref name="into"/> is.</summary>
    public static void MultiplyAdd(Span<float> into, float factor, ReadOnlySpan<float> vector)
    {
        ref var target = ref MemoryMarshal.GetReference(into);
        ref var source = ref MemoryMarshal.GetReference(vector);
        var factors = Vector256.Create(factor);
        var i = 0;
        for (; i + 8 <= into.Length; i += 8)
        {
            ref var place = ref Unsafe.Add(ref target, i);
            Vector256.FusedMultiplyAdd(factors, Vector256.LoadUnsafe(ref Unsafe.Add(ref source, i)), Vector256.LoadUnsafe(ref place)).StoreUnsafe(ref place);
        }

        for (; i < into.Length; i++)
            into[i] = MathF.FusedMultiplyAdd(factor, vector[i], into[i]);
    }

    /// <summary>Writes a multiple of a vector of the same length.</summary>
    public static void Scale(Span<float> into, float factor, ReadOnlySpan<float> vector)
    {
        into.Clear();
        MultiplyAdd(into, factor, vector);
    }

    private static void MultiplyAdd4(
        Span<float> into, float a, ReadOnlySpan<float> first, float b, ReadOnlySpan<float> second, float c, ReadOnlySpan<float> third, float d, ReadOnlySpan<float> fourth)
    {
        ref var target = ref MemoryMarshal.GetReference(into);
        ref var x = ref MemoryMarshal.GetReference(first);
        ref var y = ref MemoryMarshal.GetReference(second);
        ref var z = ref MemoryMarshal.GetReference(third);
        ref var w = ref MemoryMarshal.GetReference(fourth);
        var (av, bv, cv, dv) = (Vector256.Create(a), Vector256.Create(b), Vector256.Create(c), Vector256.Create(d));
        var i = 0;
        for (; i + 8 <= into.Length; i += 8)
        {
            ref var place = ref Unsafe.Add(ref target, i);
            var sum = Vector256.FusedMultiplyAdd(av, Vector256.LoadUnsafe(ref Unsafe.Add(ref x, i)), Vector256.LoadUnsafe(ref place));
            sum = Vector256.FusedMultiplyAdd(bv, Vector256.LoadUnsafe(ref Unsafe.Add(ref y, i)), sum);
            sum = Vector256.FusedMultiplyAdd(cv, Vector256.LoadUnsafe(ref Unsafe.Add(ref z, i)), sum);
            Vector256.FusedMultiplyAdd(dv, Vector256.LoadUnsafe(ref Unsafe.Add(ref w, i)), sum).StoreUnsafe(ref place);
        }

        for (; i < into.Length; i++)
            into[i] = MathF.FusedMultiplyAdd(d, fourth[i], MathF.FusedMultiplyAdd(c, third[i], MathF.FusedMultiplyAdd(b, second[i], MathF.FusedMultiplyAdd(a, first[i], into[i]))));
    }
}
