using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Square symmetric matrices of some hundred rows, as they are solved for every listener and track: sums of outer products and Cholesky factors, float32, lower triangles. What is summed is
/// summed in a fixed order, so that the same rows give the same bits whatever thread does it, and however wide the registers of the machine are.
/// </summary>
internal static class SmallMatrix
{
    // A tile of 4 rows x 16 columns of the result stays in registers while all vectors pass: 8 sums, 2 columns, 1 row.
    private const int TileRows = 4;
    private const int TileColumns = 16;
    private const int Panel = 16;

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
        AddTiles(ref into, dimensions, ref from, dimensions, vectors.Length / dimensions, 1);
    }

    // Adds sign x (sum of v v') for vectors of a multiple of 16 figures to the lower triangle of a matrix whose rows lie a stride apart.
    private static void AddTiles(ref float into, int stride, ref float from, int size, int count, float sign)
    {
        for (var row = 0; row < size; row += TileRows)
        {
            for (var column = 0; column < row + TileRows; column += TileColumns)
            {
                ref var tile = ref Unsafe.Add(ref into, (row * stride) + column);
                if (Vector512.IsHardwareAccelerated)
                    AddWideTile(ref tile, stride, ref Unsafe.Add(ref from, row), ref Unsafe.Add(ref from, column), size, count, sign);
                else
                    AddTile(ref tile, stride, ref Unsafe.Add(ref from, row), ref Unsafe.Add(ref from, column), size, count, sign);
            }
        }
    }

    /// <summary>The same tile as <see cref="AddTile"/>, to the bit, a row of it in one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddWideTile(ref float into, int stride, ref float rows, ref float columns, int size, int count, float sign)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (var i = 0; i < count; i++)
        {
            var line = Vector512.LoadUnsafe(ref columns);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(rows), line, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref rows, 1)), line, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref rows, 2)), line, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref rows, 3)), line, d);
            columns = ref Unsafe.Add(ref columns, size);
            rows = ref Unsafe.Add(ref rows, size);
        }

        var signs = Vector512.Create(sign);
        Put(ref into, signs, a);
        Put(ref Unsafe.Add(ref into, stride), signs, b);
        Put(ref Unsafe.Add(ref into, 2 * stride), signs, c);
        Put(ref Unsafe.Add(ref into, 3 * stride), signs, d);

        static void Put(ref float place, Vector512<float> signs, Vector512<float> line) =>
            Vector512.FusedMultiplyAdd(signs, line, Vector512.LoadUnsafe(ref place)).StoreUnsafe(ref place);
    }

    /// <summary>Adds sign x (sum of products) to a tile of 4 rows x 16 columns; a row of it in two registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddTile(ref float into, int stride, ref float rows, ref float columns, int size, int count, float sign)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var i = 0; i < count; i++)
        {
            var left = Vector256.LoadUnsafe(ref columns);
            var right = Vector256.LoadUnsafe(ref Unsafe.Add(ref columns, 8));
            var a = Vector256.Create(rows);
            var b = Vector256.Create(Unsafe.Add(ref rows, 1));
            a0 = Vector256.FusedMultiplyAdd(a, left, a0);
            a1 = Vector256.FusedMultiplyAdd(a, right, a1);
            b0 = Vector256.FusedMultiplyAdd(b, left, b0);
            b1 = Vector256.FusedMultiplyAdd(b, right, b1);
            var c = Vector256.Create(Unsafe.Add(ref rows, 2));
            var d = Vector256.Create(Unsafe.Add(ref rows, 3));
            c0 = Vector256.FusedMultiplyAdd(c, left, c0);
            c1 = Vector256.FusedMultiplyAdd(c, right, c1);
            d0 = Vector256.FusedMultiplyAdd(d, left, d0);
            d1 = Vector256.FusedMultiplyAdd(d, right, d1);
            columns = ref Unsafe.Add(ref columns, size);
            rows = ref Unsafe.Add(ref rows, size);
        }

        var signs = Vector256.Create(sign);
        Put(ref into, signs, a0, a1);
        Put(ref Unsafe.Add(ref into, stride), signs, b0, b1);
        Put(ref Unsafe.Add(ref into, 2 * stride), signs, c0, c1);
        Put(ref Unsafe.Add(ref into, 3 * stride), signs, d0, d1);

        static void Put(ref float place, Vector256<float> signs, Vector256<float> left, Vector256<float> right)
        {
            Vector256.FusedMultiplyAdd(signs, left, Vector256.LoadUnsafe(ref place)).StoreUnsafe(ref place);
            ref var next = ref Unsafe.Add(ref place, 8);
            Vector256.FusedMultiplyAdd(signs, right, Vector256.LoadUnsafe(ref next)).StoreUnsafe(ref next);
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

    /// <summary>How many vectors <see cref="InnerProducts"/> takes for so many: the next multiple of 4.</summary>
    public static int Padded(int count) => (count + TileRows - 1) & ~(TileRows - 1);

    /// <summary>Writes the scalar products of vectors with each other into the lower triangle of a matrix.</summary>
    /// <param name="matrix">count x count, row by row; some figures above the diagonal are written too.</param>
    /// <param name="vectors">The vectors one after another.</param>
    /// <param name="count">How many: a multiple of 4.</param>
    /// <param name="dimensions">Figures of a vector.</param>
    public static void InnerProducts(Span<float> matrix, ReadOnlySpan<float> vectors, int count, int dimensions)
    {
        for (var row = 0; row < count; row += TileRows)
        {
            for (var column = 0; column <= row + 2; column += 2)
                InnerTile(matrix[((row * count) + column)..], vectors.Slice(row * dimensions, TileRows * dimensions), vectors.Slice(column * dimensions, 2 * dimensions), count, dimensions);
        }
    }

    // 4 rows x 2 columns: 8 sums, 2 columns and a row stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InnerTile(Span<float> into, ReadOnlySpan<float> rows, ReadOnlySpan<float> columns, int stride, int dimensions)
    {
        ref var row = ref MemoryMarshal.GetReference(rows);
        ref var column = ref MemoryMarshal.GetReference(columns);
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        var i = 0;
        for (; i + 8 <= dimensions; i += 8)
        {
            var left = Vector256.LoadUnsafe(ref Unsafe.Add(ref column, i));
            var right = Vector256.LoadUnsafe(ref Unsafe.Add(ref column, dimensions + i));
            var a = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, i));
            a0 = Vector256.FusedMultiplyAdd(a, left, a0);
            a1 = Vector256.FusedMultiplyAdd(a, right, a1);
            var b = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, dimensions + i));
            b0 = Vector256.FusedMultiplyAdd(b, left, b0);
            b1 = Vector256.FusedMultiplyAdd(b, right, b1);
            var c = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, (2 * dimensions) + i));
            c0 = Vector256.FusedMultiplyAdd(c, left, c0);
            c1 = Vector256.FusedMultiplyAdd(c, right, c1);
            var d = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, (3 * dimensions) + i));
            d0 = Vector256.FusedMultiplyAdd(d, left, d0);
            d1 = Vector256.FusedMultiplyAdd(d, right, d1);
        }

        (into[0], into[1]) = (Vector256.Sum(a0), Vector256.Sum(a1));
        (into[stride], into[stride + 1]) = (Vector256.Sum(b0), Vector256.Sum(b1));
        (into[2 * stride], into[(2 * stride) + 1]) = (Vector256.Sum(c0), Vector256.Sum(c1));
        (into[3 * stride], into[(3 * stride) + 1]) = (Vector256.Sum(d0), Vector256.Sum(d1));
        for (; i < dimensions; i++)
        {
            for (var r = 0; r < TileRows; r++)
            {
                into[r * stride] = MathF.FusedMultiplyAdd(rows[(r * dimensions) + i], columns[i], into[r * stride]);
                into[(r * stride) + 1] = MathF.FusedMultiplyAdd(rows[(r * dimensions) + i], columns[dimensions + i], into[(r * stride) + 1]);
            }
        }
    }

    /// <summary>Writes the products of the figures of two vectors, place by place.</summary>
    public static void Multiply(Span<float> into, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var target = ref MemoryMarshal.GetReference(into);
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var i = 0;
        for (; i + 8 <= into.Length; i += 8)
            (Vector256.LoadUnsafe(ref Unsafe.Add(ref left, i)) * Vector256.LoadUnsafe(ref Unsafe.Add(ref right, i))).StoreUnsafe(ref Unsafe.Add(ref target, i));
        for (; i < into.Length; i++)
            into[i] = x[i] * y[i];
    }

    /// <summary>Solves <c>matrix x = right</c> for a positive definite matrix (Cholesky). The lower triangle becomes its factor.</summary>
    /// <param name="matrix">dimensions x dimensions; its lower triangle is read.</param>
    /// <param name="right">The right side; becomes the solution.</param>
    /// <param name="dimensions">Rows.</param>
    /// <returns>False where the matrix is not positive definite to the precision of the figures; then <paramref name="right"/> is not to be used.</returns>
    public static bool Solve(Span<float> matrix, Span<float> right, int dimensions)
    {
        Span<float> panel = stackalloc float[Panel * dimensions];
        for (var from = 0; from < dimensions; from += Panel)
        {
            var (width, height) = (Math.Min(Panel, dimensions - from), dimensions - from);
            if (!FactorPanel(matrix, panel, dimensions, from, width))
                return false;
            if (height > width)
                SubtractPanel(matrix, panel, dimensions, from, width);
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

    // Some columns from the diagonal down, turned into rows of their own, so that they are worked on in a line.
    private static bool FactorPanel(Span<float> matrix, Span<float> panel, int dimensions, int from, int width)
    {
        var height = dimensions - from;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
                panel[(column * height) + row] = matrix[((from + row) * dimensions) + from + column];
        }

        for (var column = 0; column < width; column++)
        {
            var line = panel.Slice((column * height) + column, height - column);
            for (var before = 0; before < column; before++)
            {
                var other = panel.Slice((before * height) + column, height - column);
                MultiplyAdd(line, -other[0], other);
            }

            if (!(line[0] > 0))
                return false;
            Scale(line, 1 / MathF.Sqrt(line[0]), line);
        }

        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column <= Math.Min(row, width - 1); column++)
                matrix[((from + row) * dimensions) + from + column] = panel[(column * height) + row];
        }

        return true;
    }

    // What the columns of a panel take from everything right of it and below.
    private static void SubtractPanel(Span<float> matrix, Span<float> panel, int dimensions, int from, int width)
    {
        var (height, rows) = (dimensions - from, dimensions - from - width);
        for (var column = 0; column < width; column++)
            panel.Slice((column * height) + width, rows).CopyTo(panel.Slice(column * rows, rows));
        var into = matrix[(((from + width) * dimensions) + from + width)..];
        if (IsTiled(rows))
        {
            AddTiles(ref MemoryMarshal.GetReference(into), dimensions, ref MemoryMarshal.GetReference(panel), rows, width, -1);
            return;
        }

        for (var column = 0; column < width; column++)
        {
            var line = panel.Slice(column * rows, rows);
            for (var row = 0; row < rows; row++)
                MultiplyAdd(into.Slice(row * dimensions, row + 1), -line[row], line);
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

    /// <summary>Writes a multiple of a vector of the same length; both may be the same.</summary>
    public static void Scale(Span<float> into, float factor, ReadOnlySpan<float> vector)
    {
        ref var target = ref MemoryMarshal.GetReference(into);
        ref var source = ref MemoryMarshal.GetReference(vector);
        var i = 0;
        for (; i + 8 <= into.Length; i += 8)
            (factor * Vector256.LoadUnsafe(ref Unsafe.Add(ref source, i))).StoreUnsafe(ref Unsafe.Add(ref target, i));
        for (; i < into.Length; i++)
            into[i] = factor * vector[i];
    }
}
