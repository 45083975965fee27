using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// One side of a model, standing still while rows of the other are solved. It is turned so that its Gram matrix is diagonal: a row's equations are then a diagonal and what the row itself has,
/// which <see cref="RowSolver"/> solves in as many unknowns as the row has pairs. Safe for any number of threads.
/// </summary>
public sealed class FixedSide
{
    private readonly FactorMatrix? _turned;
    private readonly MappedRows? _mapped;

    private FixedSide(FactorMatrix? turned, MappedRows? mapped, FactorMatrix axes, float[] unseen, IalsOptions options) =>
        (_turned, _mapped, Axes, Unseen, Options) = (turned, mapped, axes, unseen, options);

    /// <summary>How the model is learned.</summary>
    public IalsOptions Options { get; }

    /// <summary>How many rows this side has.</summary>
    public int Rows => _turned?.Rows ?? _mapped!.Rows;

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
        var (axes, unseen) = AxesOf(gram, factors.Dimensions, options);
        return new FixedSide(Turn(factors, axes, options.Threads), null, axes, unseen, options);
    }

    /// <summary>The same of vectors that lie in a file, and stay in one: memory holds a few thousand rows. The same vectors give the same bits as in memory.</summary>
    /// <param name="factors">Its vectors; not needed any more afterwards.</param>
    /// <param name="folder">Where the side's own file goes.</param>
    /// <param name="options">How the model is learned.</param>
    /// <exception cref="IOException">There is no room.</exception>
    public static FixedSide Of(MappedRows factors, string folder, IalsOptions options)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(options);
        // By the very blocks, and in the order, in which Ials.Gram adds up.
        var gram = new float[factors.Dimensions * factors.Dimensions];
        foreach (var chunk in factors.Chunks())
            SmallMatrix.MultiplyAdd(gram, 1, Ials.Gram(chunk));
        var (axes, unseen) = AxesOf(gram, factors.Dimensions, options);
        return new FixedSide(null, factors.Map(folder, chunk => Turn(chunk, axes, options.Threads)), axes, unseen, options);
    }

    /// <summary>A row along the axes.</summary>
    /// <param name="row">Which one.</param>
    /// <param name="room">Room for it, where it has to be read.</param>
    internal ReadOnlySpan<float> Turned(int row, Span<float> room)
    {
        if (_turned is not null)
            return _turned[row];
        _mapped!.Read(row, room);
        return room;
    }

    private static (FactorMatrix Axes, float[] Unseen) AxesOf(ReadOnlySpan<float> gram, int dimensions, IalsOptions options)
    {
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

        return (axes, unseen);
    }

    private static FactorMatrix Turn(FactorMatrix factors, FactorMatrix axes, int threads)
    {
        var turned = new FactorMatrix(factors.Rows, factors.Dimensions);
        Parallel.For(0, factors.Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            for (var axis = 0; axis < turned.Dimensions; axis++)
                turned[row][axis] = SmallMatrix.Dot(axes[axis], factors[row]);
        });
        return turned;
    }
}
