using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// Solves one row after another against a side that stands still, exactly. Used while factors are learned, and to fold a listener in from what he has just heard, in some ten microseconds. Not
/// safe for two threads at once.
/// </summary>
/// <remarks>
/// Along the axes of <see cref="FixedSide"/> a row's equations are (D + H'CH) x = H'C1, D diagonal, H what the row has (n vectors), C their weights. The answer is also D^-1 H' (C^-1 + H D^-1 H')^-1 1:
/// n equations in place of as many as there are dimensions. Most rows have few pairs; the others are solved the long way. Which way is a matter of n alone.
/// </remarks>
/// <param name="side">The side that stands still.</param>
public sealed class RowSolver(FixedSide side)
{
    // So many vectors are summed at once: 64 KB at 128 dimensions, which stay in the cache.
    private const int Batch = 128;

    private readonly int _dimensions = side.Axes.Dimensions;
    private readonly float[] _matrix = new float[side.Axes.Dimensions * side.Axes.Dimensions];
    private readonly float[] _batch = new float[Math.Max(Batch, side.Axes.Dimensions) * side.Axes.Dimensions];
    private readonly float[] _scale = new float[side.Axes.Dimensions];
    private readonly float[] _turned = new float[side.Axes.Dimensions];
    private readonly float[] _row = new float[side.Axes.Dimensions];
    private readonly float[] _few = new float[side.Axes.Dimensions];

    /// <summary>Finds the vector of a row.</summary>
    /// <param name="columns">What it has, as rows of the other side.</param>
    /// <param name="weights">How surely, as many.</param>
    /// <param name="vector">Gets the vector; zero for a row that has nothing.</param>
    public void Solve(ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, Span<float> vector)
    {
        vector.Clear();
        if (columns.IsEmpty)
            return;
        var options = side.Options;
        var cost = (float)(options.Regularization * Math.Pow(columns.Length + (options.Unobserved * side.Rows), options.Exponent));
        var isSolved = SmallMatrix.Padded(columns.Length) <= _dimensions ? TryFew(columns, weights, cost) : TryMany(columns, weights, cost);
        for (var axis = 0; isSolved && axis < _dimensions; axis++)
            SmallMatrix.MultiplyAdd(vector, _turned[axis], side.Axes[axis]);
    }

    private bool TryFew(ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, float cost)
    {
        for (var axis = 0; axis < _dimensions; axis++)
            _scale[axis] = 1 / MathF.Sqrt(side.Unseen[axis] + cost);
        var size = SmallMatrix.Padded(columns.Length);
        var vectors = _batch.AsSpan(0, size * _dimensions);
        var matrix = _matrix.AsSpan(0, size * size);
        var right = _few.AsSpan(0, size);
        for (var i = 0; i < columns.Length; i++)
            SmallMatrix.Multiply(vectors.Slice(i * _dimensions, _dimensions), _scale, side.Turned(columns[i], _row));
        vectors[(columns.Length * _dimensions)..].Clear();
        SmallMatrix.InnerProducts(matrix, vectors, size, _dimensions);
        for (var i = 0; i < size; i++)
        {
            matrix[(i * size) + i] += i < columns.Length ? 1 / weights[i] : 1;
            right[i] = i < columns.Length ? 1 : 0;
        }

        if (!SmallMatrix.Solve(matrix, right, size))
            return false;
        _turned.AsSpan().Clear();
        for (var i = 0; i < columns.Length; i++)
            SmallMatrix.MultiplyAdd(_turned, right[i], vectors.Slice(i * _dimensions, _dimensions));
        SmallMatrix.Multiply(_turned, _scale, _turned);
        return true;
    }

    private bool TryMany(ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, float cost)
    {
        var matrix = _matrix.AsSpan();
        var right = _turned.AsSpan();
        matrix.Clear();
        right.Clear();
        for (var from = 0; from < columns.Length; from += Batch)
        {
            var count = Math.Min(Batch, columns.Length - from);
            for (var i = 0; i < count; i++)
            {
                var weight = weights[from + i];
                var other = side.Turned(columns[from + i], _row);
                SmallMatrix.MultiplyAdd(right, weight, other);
                SmallMatrix.Scale(_batch.AsSpan(i * _dimensions, _dimensions), MathF.Sqrt(weight), other);
            }

            SmallMatrix.AddOuterProducts(matrix, _batch.AsSpan(0, count * _dimensions), _dimensions);
        }

        for (var axis = 0; axis < _dimensions; axis++)
            matrix[(axis * _dimensions) + axis] += side.Unseen[axis] + cost;
        return SmallMatrix.Solve(matrix, right, _dimensions);
    }
}
