using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>
/// Compares a query with every vector. Exact, nothing to build, and quick enough to <see cref="VectorIndexes.ExactUpTo"/> vectors; what other indexes are measured by.
/// </summary>
public sealed class ExactIndex : IVectorIndex
{
    private readonly FactorMatrix _vectors;

    /// <summary>An index of a matrix, which it holds (and, for cosine, copies) and which must not change.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="metric">What "like" means. Vectors of zeros have a cosine of 0 with everything.</param>
    /// <exception cref="ArgumentException">A figure is no finite number; its row is named.</exception>
    public ExactIndex(FactorMatrix vectors, VectorMetric metric)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        VectorKernels.CheckFinite(vectors);
        (_vectors, Metric) = (metric == VectorMetric.Cosine ? VectorKernels.Normalized(vectors) : vectors, metric);
    }

    /// <inheritdoc/>
    public int Count => _vectors.Rows;

    /// <inheritdoc/>
    public int Dimensions => _vectors.Dimensions;

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbour> Search(ReadOnlySpan<float> query, int count, Func<int, bool>? allowed = null)
    {
        var own = VectorKernels.CheckQuery(query, Dimensions, count, Metric);
        var best = new Best(Math.Min(count, Math.Max(1, Count)));
        Span<float> scores = stackalloc float[4];
        var row = 0;
        for (; row + 4 <= Count; row += 4)
        {
            VectorKernels.Dot4(own, _vectors.Values.Slice(row * Dimensions, 4 * Dimensions), scores);
            for (var i = 0; i < 4; i++)
            {
                if (scores[i] > best.Threshold || !best.IsFull)
                    best.Offer(row + i, scores[i], allowed);
            }
        }

        for (; row < Count; row++)
            best.Offer(row, VectorKernels.Dot(own, _vectors[row]), allowed);
        return best.ToSorted();
    }
}
