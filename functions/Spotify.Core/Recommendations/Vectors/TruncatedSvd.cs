using Spotify.Core.Recommendations.Collaborative;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// The largest singular values of a sparse matrix with their right vectors, by subspace iteration from random vectors (Halko, Martinsson, Tropp 2011) and a Rayleigh-Ritz step in double
/// precision. The same matrix and seed give the same figures for any number of threads.
/// </summary>
public sealed class TruncatedSvd
{
    private const int Oversampling = 16;
    private const int Panel = 16;

    // Squares of singular values below this part of the largest are what float32 leaves of zeros.
    private const double Noise = 1e-6;
    private const float Dependent = 1e-12f;

    private TruncatedSvd(FactorMatrix right, double[] values) => (Right, Values) = (right, values);

    /// <summary>Right singular vectors: a row for each, as long as the matrix has columns, of length 1.</summary>
    public FactorMatrix Right { get; }

    /// <summary>Singular values, the largest first.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Finds them.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="count">How many at most; a matrix of lower rank has fewer.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="iterations">How often the subspace goes through the matrix: more for values that lie close together.</param>
    /// <param name="threads">Threads.</param>
    public static TruncatedSvd Of(Interactions matrix, int count, ulong seed = 1, int iterations = 6, int threads = 2)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var size = Math.Min(count + Oversampling, Math.Min(matrix.Rows, matrix.Columns));
        if (size == 0)
            return new TruncatedSvd(new FactorMatrix(0, Math.Max(1, matrix.Columns)), []);
        var (byColumn, basis) = (matrix.Transpose(), new FactorMatrix(size, matrix.Columns));
        for (var row = 0; row < size; row++)
        {
            var random = SeededRandom.For(seed, (uint)row);
            foreach (ref var value in basis[row])
                value = (float)random.NextGaussian();
        }

        Orthonormalize(basis, threads);
        var image = new FactorMatrix(size, matrix.Columns);
        for (var i = 0; i < iterations; i++)
        {
            Apply(matrix, byColumn, basis, image, threads);
            (basis, image) = (image, basis);
            Orthonormalize(basis, threads);
        }

        Apply(matrix, byColumn, basis, image, threads);
        return Rotate(basis, image, count);
    }

    // image = basis M'M, row by row.
    private static void Apply(Interactions matrix, Interactions byColumn, FactorMatrix basis, FactorMatrix image, int threads) => Parallel.For(
        0,
        basis.Rows,
        new ParallelOptions { MaxDegreeOfParallelism = threads },
        () => new float[matrix.Rows],
        (row, _, between) =>
        {
            Multiply(matrix, basis[row], between);
            Multiply(byColumn, between, image[row]);
            return between;
        },
        _ => { });

    private static void Multiply(Interactions matrix, ReadOnlySpan<float> vector, Span<float> into)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            var columns = matrix.ColumnsOf(row);
            var weights = matrix.WeightsOf(row);
            var sum = 0f;
            for (var i = 0; i < columns.Length; i++)
                sum += weights[i] * vector[columns[i]];
            into[row] = sum;
        }
    }

    // Gram and Schmidt, twice: once leaves what rounding makes of vectors that were nearly parallel. Of one that depends on those before it rounding alone would be left: it becomes 0. Vectors go
    // by panels: those of a panel let go of all panels before at once, on all threads, each in the same order.
    private static void Orthonormalize(FactorMatrix basis, int threads)
    {
        for (var from = 0; from < basis.Rows; from += Panel)
        {
            var (first, count) = (from, Math.Min(Panel, basis.Rows - from));
            var before = new float[count];
            for (var round = 0; round < 2; round++)
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
                {
                    before[i] = SmallMatrix.Dot(basis[first + i], basis[first + i]);
                    LetGo(basis, first + i, 0, first);
                });
                for (var i = 0; i < count; i++)
                {
                    var row = basis[first + i];
                    LetGo(basis, first + i, first, first + i);
                    var after = SmallMatrix.Dot(row, row);
                    SmallMatrix.Scale(row, after > before[i] * Dependent ? 1 / MathF.Sqrt(after) : 0, row);
                }
            }
        }

        static void LetGo(FactorMatrix basis, int row, int from, int to)
        {
            for (var other = from; other < to; other++)
                SmallMatrix.MultiplyAdd(basis[row], -SmallMatrix.Dot(basis[row], basis[other]), basis[other]);
        }
    }

    private static TruncatedSvd Rotate(FactorMatrix basis, FactorMatrix image, int count)
    {
        var (size, small) = (basis.Rows, new double[basis.Rows * basis.Rows]);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                small[(i * size) + j] = SmallMatrix.Dot(basis[i], image[j]);
        }

        var eigen = SymmetricEigen.Of(small, size);
        var kept = eigen.Values.TakeWhile(value => value > eigen.Values[0] * Noise).Take(count).ToArray();
        var right = new FactorMatrix(kept.Length, basis.Dimensions);
        for (var row = 0; row < kept.Length; row++)
        {
            for (var i = 0; i < size; i++)
                SmallMatrix.MultiplyAdd(right[row], (float)eigen.Vectors[row][i], basis[i]);
        }

        return new TruncatedSvd(right, [.. kept.Select(Math.Sqrt)]);
    }
}
