using Spotify.Core.Recommendations.Collaborative;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// The largest singular values of a sparse matrix with their right vectors, by subspace iteration from random vectors (Halko, Martinsson, Tropp 2011) and a Rayleigh-Ritz step in double
/// precision. The same matrix and seed give the same figures for any number of threads.
/// </summary>
public sealed class TruncatedSvd
{
    private const int Oversampling = 16;
    private const int Sweeps = 60;

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

        Orthonormalize(basis);
        var image = new FactorMatrix(size, matrix.Columns);
        for (var i = 0; i < iterations; i++)
        {
            Apply(matrix, byColumn, basis, image, threads);
            (basis, image) = (image, basis);
            Orthonormalize(basis);
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

    // Gram and Schmidt, twice: once leaves what rounding makes of vectors that were nearly parallel.
    private static void Orthonormalize(FactorMatrix basis)
    {
        for (var row = 0; row < basis.Rows; row++)
        {
            for (var round = 0; round < 2; round++)
            {
                for (var other = 0; other < row; other++)
                    SmallMatrix.MultiplyAdd(basis[row], -SmallMatrix.Dot(basis[row], basis[other]), basis[other]);
                var length = MathF.Sqrt(SmallMatrix.Dot(basis[row], basis[row]));
                var scale = length > 1e-12f ? 1 / length : 0;
                foreach (ref var value in basis[row])
                    value *= scale;
            }
        }
    }

    private static TruncatedSvd Rotate(FactorMatrix basis, FactorMatrix image, int count)
    {
        var (size, small) = (basis.Rows, new double[basis.Rows, basis.Rows]);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                small[i, j] = small[j, i] = SmallMatrix.Dot(basis[i], image[j]);
        }

        var (values, vectors) = Diagonalize(small);
        var kept = Enumerable.Range(0, size).OrderByDescending(i => values[i]).Where(i => values[i] > values.Max() * 1e-9).Take(count).ToArray();
        var right = new FactorMatrix(kept.Length, basis.Dimensions);
        for (var row = 0; row < kept.Length; row++)
        {
            for (var i = 0; i < size; i++)
                SmallMatrix.MultiplyAdd(right[row], (float)vectors[i, kept[row]], basis[i]);
        }

        return new TruncatedSvd(right, [.. kept.Select(i => Math.Sqrt(values[i]))]);
    }

    // Jacobi's rotations for a symmetric matrix.
    private static (double[] Values, double[,] Vectors) Diagonalize(double[,] matrix)
    {
        var (size, vectors) = (matrix.GetLength(0), new double[matrix.GetLength(0), matrix.GetLength(0)]);
        for (var i = 0; i < size; i++)
            vectors[i, i] = 1;
        var scale = Enumerable.Range(0, size).Max(i => Math.Abs(matrix[i, i])) + double.Epsilon;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var largest = 0.0;
            for (var i = 0; i < size; i++)
            {
                for (var j = i + 1; j < size; j++)
                {
                    largest = Math.Max(largest, Math.Abs(matrix[i, j]));
                    if (Math.Abs(matrix[i, j]) > scale * 1e-14)
                        Turn(matrix, vectors, size, i, j);
                }
            }

            if (largest <= scale * 1e-10)
                break;
        }

        return ([.. Enumerable.Range(0, size).Select(i => matrix[i, i])], vectors);
    }

    private static void Turn(double[,] matrix, double[,] vectors, int size, int p, int q)
    {
        var theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < size; k++)
        {
            var (kp, kq) = (matrix[k, p], matrix[k, q]);
            (matrix[k, p], matrix[k, q]) = ((c * kp) - (s * kq), (s * kp) + (c * kq));
        }

        for (var k = 0; k < size; k++)
        {
            var (pk, qk) = (matrix[p, k], matrix[q, k]);
            (matrix[p, k], matrix[q, k]) = ((c * pk) - (s * qk), (s * pk) + (c * qk));
            var (vp, vq) = (vectors[k, p], vectors[k, q]);
            (vectors[k, p], vectors[k, q]) = ((c * vp) - (s * vq), (s * vp) + (c * vq));
        }
    }
}
