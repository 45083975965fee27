using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// One side of a model, standing still while rows of the other are solved. It is turned so that its Gram matrix is diagonal: a row's equations are then a diagonal and what the row itself has,
/// which <see cref="RowSolver"/> solves in as many unknowns as the row has pairs. Safe for any number of threads.
/// </summary>
public sealed class FixedSide
{
    private FixedSide(FactorMatrix turned, FactorMatrix axes, float[] unseen, IalsOptions options) => (Turned, Axes, Unseen, Options) = (turned, axes, unseen, options);

    /// <summary>How the model is learned.</summary>
    public IalsOptions Options { get; }

    /// <summary>How many rows this side has.</summary>
    public int Rows => Turned.Rows;

    /// <summary>The rows along the axes.</summary>
    internal FactorMatrix Turned { get; }

    /// <summary>The axes: eigenvectors of the Gram matrix, a row each.</summary>
    internal FactorMatrix Axes { get; }

    /// <summary>What a product with everything unseen costs along each axis.</summary>
    internal float[] Unseen { get; }

    /// <summary>Prepares a side.</summary>
    /// <param name="factors">Its vectors.</param>
    /// <param name="gram">Their <see cref="Ials.Gram(FactorMatrix, int)"/>.</param>
    /// <param name="options">How the model is learned.</param>
    public static FixedSide Of(FactorMatrix factors, ReadOnlySpan<float> gram, IalsOptions options)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(options);
        var dimensions = factors.Dimensions;
        var matrix = new double[gram.Length];
        for (var i = 0; i < gram.Length; i++)
            matrix[i] = gram[i];
        var eigen = SymmetricEigen.Of(matrix, dimensions);
        var (axes, unseen) = (new FactorMatrix(dimensions, dimensions), new float[dimensions]);
        for (var axis = 0; axis < dimensions; axis++)
        {
            unseen[axis] = (float)(options.Unobserved * eigen.Values[axis]);
            for (var i = 0; i < dimensions; i++)
                axes[axis][i] = (float)eigen.Vectors[axis][i];
        }

        var turned = new FactorMatrix(factors.Rows, dimensions);
        Parallel.For(0, factors.Rows, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, row =>
        {
            for (var axis = 0; axis < dimensions; axis++)
                turned[row][axis] = SmallMatrix.Dot(axes[axis], factors[row]);
        });
        return new FixedSide(turned, axes, unseen, options);
    }
}
