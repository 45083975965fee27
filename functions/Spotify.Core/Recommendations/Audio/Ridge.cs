namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970) of several figures on standardised ones, in double precision and in the order of the rows. A figure that is no number counts as its mean.
/// </summary>
internal sealed class Ridge
{
    private Ridge(double[] means, double[] scales, double[] weights, double[] biases) => (Means, Scales, Weights, Biases) = (means, scales, weights, biases);

    /// <summary>Mean of each figure that goes in.</summary>
    public double[] Means { get; }

    /// <summary>One over its deviation; 0 for one that never changes.</summary>
    public double[] Scales { get; }

    /// <summary>For each figure that goes in, a row of what it counts for in each that comes out.</summary>
    public double[] Weights { get; }

    /// <summary>What comes out for a track of means.</summary>
    public double[] Biases { get; }

    public static Ridge From(double[] means, double[] scales, double[] weights, double[] biases) => new(means, scales, weights, biases);

    /// <summary>Fits one for each penalty; what they share is summed once.</summary>
    /// <param name="inputs">A row for each track.</param>
    /// <param name="targets">A row for each track.</param>
    /// <param name="penalties">How much squares of weights cost, for each track.</param>
    public static IReadOnlyList<Ridge> Fit(IReadOnlyList<double[]> inputs, IReadOnlyList<float[]> targets, IReadOnlyList<double> penalties)
    {
        var (rows, size, outputs) = (inputs.Count, inputs[0].Length, targets[0].Length);
        var (means, scales) = Standard(inputs, size);
        var biases = new double[outputs];
        foreach (var target in targets)
        {
            for (var i = 0; i < outputs; i++)
                biases[i] += target[i] / (double)rows;
        }

        var (gram, products, own) = (new double[size * size], new double[size * outputs], new double[size]);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < size; i++)
                own[i] = Standardized(inputs[row][i], means[i], scales[i]);
            for (var i = 0; i < size; i++)
            {
                if (own[i] == 0)
                    continue;
                for (var j = 0; j <= i; j++)
                    gram[(i * size) + j] += own[i] * own[j];
                for (var j = 0; j < outputs; j++)
                    products[(i * outputs) + j] += own[i] * (targets[row][j] - biases[j]);
            }
        }

        return [.. penalties.Select(penalty => new Ridge(means, scales, Solve(gram, products, size, outputs, penalty * rows), biases))];
    }

    public void Predict(ReadOnlySpan<double> input, Span<float> into)
    {
        var sums = (double[])Biases.Clone();
        for (var i = 0; i < input.Length; i++)
        {
            var own = Standardized(input[i], Means[i], Scales[i]);
            if (own == 0)
                continue;
            for (var j = 0; j < sums.Length; j++)
                sums[j] += own * Weights[(i * sums.Length) + j];
        }

        for (var j = 0; j < sums.Length; j++)
            into[j] = (float)sums[j];
    }

    // What lies far outside of all that was learned from is held at five deviations: a straight line leads nowhere there.
    private static double Standardized(double value, double mean, double scale) => double.IsFinite(value) ? Math.Clamp((value - mean) * scale, -5, 5) : 0;

    private static (double[] Means, double[] Scales) Standard(IReadOnlyList<double[]> inputs, int size)
    {
        var (means, scales) = (new double[size], new double[size]);
        for (var i = 0; i < size; i++)
        {
            var (count, sum, squares) = (0, 0.0, 0.0);
            foreach (var input in inputs)
            {
                if (!double.IsFinite(input[i]))
                    continue;
                count++;
                sum += input[i];
            }

            means[i] = count > 0 ? sum / count : 0;
            foreach (var input in inputs)
                squares += double.IsFinite(input[i]) ? (input[i] - means[i]) * (input[i] - means[i]) : 0;
            var deviation = count > 1 ? Math.Sqrt(squares / (count - 1)) : 0;
            scales[i] = deviation > 1e-9 ? 1 / deviation : 0;
        }

        return (means, scales);
    }

    // Cholesky.
    private static double[] Solve(double[] gram, double[] products, int size, int outputs, double penalty)
    {
        var (factor, x) = ((double[])gram.Clone(), (double[])products.Clone());
        for (var i = 0; i < size; i++)
            factor[(i * size) + i] += penalty;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = factor[(row * size) + column];
                for (var k = 0; k < column; k++)
                    sum -= factor[(row * size) + k] * factor[(column * size) + k];
                factor[(row * size) + column] = row == column ? Math.Sqrt(sum) : sum / factor[(column * size) + column];
            }
        }

        for (var row = 0; row < size; row++)
        {
            for (var k = 0; k < row; k++)
                Subtract(x, row, k, factor[(row * size) + k], outputs);
            Divide(x, row, factor[(row * size) + row], outputs);
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < size; k++)
                Subtract(x, row, k, factor[(k * size) + row], outputs);
            Divide(x, row, factor[(row * size) + row], outputs);
        }

        return x;
    }

    private static void Subtract(double[] x, int from, int row, double factor, int outputs)
    {
        for (var i = 0; i < outputs; i++)
            x[(from * outputs) + i] -= factor * x[(row * outputs) + i];
    }

    private static void Divide(double[] x, int row, double by, int outputs)
    {
        for (var i = 0; i < outputs; i++)
            x[(row * outputs) + i] /= by;
    }
}
