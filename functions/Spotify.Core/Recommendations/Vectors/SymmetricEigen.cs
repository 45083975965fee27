using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix without negative eigenvalues, in double precision, by one-sided rotations (Hestenes 1958): rows are turned against each other until all
/// are at right angles. Their lengths are the eigenvalues then.
/// </summary>
internal sealed class SymmetricEigen
{
    private const int Sweeps = 40;
    private const double Enough = 1e-11;

    private SymmetricEigen(double[] values, double[][] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>Eigenvalues, the largest first.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The eigenvector of each, of length 1. Those of eigenvalue 0 complete the others to a basis.</summary>
    public IReadOnlyList<double[]> Vectors { get; }

    /// <summary>Finds them.</summary>
    /// <param name="matrix">size x size, row by row; its lower triangle is read.</param>
    /// <param name="size">Rows.</param>
    public static SymmetricEigen Of(ReadOnlySpan<double> matrix, int size)
    {
        var (rows, turned) = (new double[size][], new double[size][]);
        for (var row = 0; row < size; row++)
        {
            (rows[row], turned[row]) = (new double[size], new double[size]);
            turned[row][row] = 1;
        }

        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
                rows[row][column] = rows[column][row] = matrix[(row * size) + column];
        }

        // Rows this short are what rounding left of eigenvalue 0: turning them would never end.
        var least = Math.Pow(rows.Max(row => Dot(row, row)), 0.5) * 1e-14;
        for (var sweep = 0; sweep < Sweeps && Sweep(rows, turned, least * least); sweep++)
        {
        }

        var lengths = rows.Select(row => Math.Sqrt(Dot(row, row))).ToArray();
        var order = Enumerable.Range(0, size).OrderByDescending(row => lengths[row]).ToArray();
        return new SymmetricEigen([.. order.Select(row => lengths[row])], [.. order.Select(row => turned[row])]);
    }

    private static bool Sweep(double[][] rows, double[][] turned, double least)
    {
        var isTurning = false;
        for (var p = 0; p < rows.Length; p++)
        {
            for (var q = p + 1; q < rows.Length; q++)
            {
                var (pp, qq, pq) = (Dot(rows[p], rows[p]), Dot(rows[q], rows[q]), Dot(rows[p], rows[q]));
                if (pp <= least || qq <= least || Math.Abs(pq) <= Enough * Math.Sqrt(pp * qq))
                    continue;
                isTurning = true;
                var zeta = (qq - pp) / (2 * pq);
                var tangent = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
                var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
                Turn(rows[p], rows[q], cosine, cosine * tangent);
                Turn(turned[p], turned[q], cosine, cosine * tangent);
            }
        }

        return isTurning;
    }

    private static void Turn(double[] first, double[] second, double cosine, double sine)
    {
        var firsts = MemoryMarshal.Cast<double, Vector256<double>>(first.AsSpan());
        var seconds = MemoryMarshal.Cast<double, Vector256<double>>(second.AsSpan());
        for (var i = 0; i < firsts.Length; i++)
            (firsts[i], seconds[i]) = ((firsts[i] * cosine) - (seconds[i] * sine), (firsts[i] * sine) + (seconds[i] * cosine));
        for (var i = firsts.Length * Vector256<double>.Count; i < first.Length; i++)
            (first[i], second[i]) = ((cosine * first[i]) - (sine * second[i]), (sine * first[i]) + (cosine * second[i]));
    }

    private static double Dot(double[] x, double[] y)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(x.AsSpan());
        var right = MemoryMarshal.Cast<double, Vector256<double>>(y.AsSpan());
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < left.Length; i++)
            sums += left[i] * right[i];
        var sum = Vector256.Sum(sums);
        for (var i = left.Length * Vector256<double>.Count; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
