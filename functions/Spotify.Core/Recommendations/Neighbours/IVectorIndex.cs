namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>How like each other two vectors are.</summary>
public enum VectorMetric
{
    /// <summary>The scalar product: what a listener's vector makes of a track's, popularity in its length included.</summary>
    InnerProduct,

    /// <summary>The cosine of the angle between them, -1 to 1: what sounds or is heard alike, however popular.</summary>
    Cosine,
}

/// <summary>A vector that was found.</summary>
/// <param name="Row">Its row in the matrix that the index was made of.</param>
/// <param name="Score">How like the query it is.</param>
public readonly record struct Neighbour(int Row, float Score);

/// <summary>Finds the vectors that are most like one. Safe for any number of threads; the same query finds the same each time.</summary>
public interface IVectorIndex
{
    /// <summary>How many vectors there are.</summary>
    int Count { get; }

    /// <summary>How many figures each has.</summary>
    int Dimensions { get; }

    /// <summary>What "like" means.</summary>
    VectorMetric Metric { get; }

    /// <summary>The vectors most like one, the best first; of equals the one of the lower row.</summary>
    /// <param name="query">As many finite figures as vectors have.</param>
    /// <param name="count">How many are wanted, 1 or more. Fewer come where fewer are allowed, never because a filter leaves out many.</param>
    /// <param name="allowed">Which rows may be found; all without it. Asked only of rows that are good enough, from the calling thread.</param>
    /// <exception cref="ArgumentException">The query has another length, or a figure that is no finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    IReadOnlyList<Neighbour> Search(ReadOnlySpan<float> query, int count, Func<int, bool>? allowed = null);
}
