using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren, Volinsky 2008; weights of <see cref="IalsOptions"/>). Each half of a sweep solves every row of one side
/// exactly while the other stands still, so that rows are solved in any order, on any number of threads or machines, to the same bits.
/// </summary>
public static class Ials
{
    // Gram matrices are summed by blocks of rows and the blocks in order: the sum is the same whoever makes the blocks.
    private const int GramBlock = 4096;

    /// <summary>Learns the factors of both sides.</summary>
    /// <param name="seen">Listeners x tracks.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how many sweeps are done, 0 when the first begins; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static IalsModel Train(Interactions seen, IalsOptions options, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        var (byTrack, listeners, tracks) = (seen.Transpose(), new FactorMatrix(seen.Rows, options.Dimensions), Begin(seen.Columns, options));
        progress?.Report(0);
        for (var sweep = 0; sweep < options.Sweeps; sweep++)
        {
            SolveRows(seen, tracks, Gram(tracks, options.Threads), options, listeners, cancellationToken);
            SolveRows(byTrack, listeners, Gram(listeners, options.Threads), options, tracks, cancellationToken);
            progress?.Report(sweep + 1);
        }

        // Listeners once more, so that they are what folding them in against the tracks gives.
        SolveRows(seen, tracks, Gram(tracks, options.Threads), options, listeners, cancellationToken);
        return new IalsModel(listeners, tracks, options);
    }

    /// <summary>The vectors that tracks begin with; a row depends on the seed and its number alone.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="options">How.</param>
    public static FactorMatrix Begin(int rows, IalsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (factors, spread) = (new FactorMatrix(rows, options.Dimensions), options.InitialSpread / Math.Sqrt(options.Dimensions));
        for (var row = 0; row < rows; row++)
        {
            var random = SeededRandom.For(options.Seed, (uint)row);
            foreach (ref var value in factors[row])
                value = (float)(random.NextGaussian() * spread);
        }

        return factors;
    }

    /// <summary>Solves rows of one side while the other stands still.</summary>
    /// <param name="seen">The rows' pairs, by the other side's rows.</param>
    /// <param name="others">The other side.</param>
    /// <param name="gram">Its <see cref="Gram(FactorMatrix, int)"/>.</param>
    /// <param name="options">How.</param>
    /// <param name="into">Gets the vectors; as many rows as <paramref name="seen"/> has.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void SolveRows(Interactions seen, FactorMatrix others, float[] gram, IalsOptions options, FactorMatrix into, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(options);
        SolveRows(seen, FixedSide.Of(others, gram, options), options.Threads, into, cancellationToken);
    }

    /// <summary>The same where several blocks are solved against one side, which is prepared once for all of them.</summary>
    /// <param name="seen">The rows' pairs, by the other side's rows.</param>
    /// <param name="side">The other side.</param>
    /// <param name="threads">Threads; the vectors are the same for any number.</param>
    /// <param name="into">Gets the vectors; as many rows as <paramref name="seen"/> has.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void SolveRows(Interactions seen, FixedSide side, int threads, FactorMatrix into, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(side);
        ArgumentNullException.ThrowIfNull(into);
        Parallel.For(
            0,
            seen.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => new RowSolver(side),
            (row, _, solver) =>
            {
                solver.Solve(seen.ColumnsOf(row), seen.WeightsOf(row), into[row]);
                return solver;
            },
            _ => { });
    }

    /// <summary>The sum of the outer products of all rows: what a row pays for its product with everything unseen.</summary>
    /// <param name="factors">The rows.</param>
    /// <param name="threads">Threads; the sum is the same for any number.</param>
    /// <returns>dimensions x dimensions, row by row, the lower triangle.</returns>
    public static float[] Gram(FactorMatrix factors, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var blocks = new float[(factors.Rows + GramBlock - 1) / GramBlock][];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var (from, size) = (block * GramBlock, Math.Min(GramBlock, factors.Rows - (block * GramBlock)));
            blocks[block] = new float[factors.Dimensions * factors.Dimensions];
            SmallMatrix.AddOuterProducts(blocks[block], factors.Values.Slice(from * factors.Dimensions, size * factors.Dimensions), factors.Dimensions);
        });
        var sum = new float[factors.Dimensions * factors.Dimensions];
        foreach (var block in blocks)
            SmallMatrix.MultiplyAdd(sum, 1, block);
        return sum;
    }
}

/// <summary>What was learned.</summary>
/// <param name="Listeners">A vector for each listener.</param>
/// <param name="Tracks">A vector for each track. A listener's taste for a track is the product of both.</param>
/// <param name="Options">How it was learned.</param>
public sealed record IalsModel(FactorMatrix Listeners, FactorMatrix Tracks, IalsOptions Options)
{
    /// <summary>The tracks as they stand still while listeners are folded in: made once for a model, used by any number of <see cref="RowSolver"/>.</summary>
    public FixedSide FixTracks() => FixedSide.Of(Tracks, Ials.Gram(Tracks, Options.Threads), Options);
}
