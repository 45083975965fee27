namespace Spotify.Core.Recommendations.Model;

/// <summary>What brings scores to mean 0 and variance 1; scores that are all the same to 0.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Scale">One over their standard deviation.</param>
internal readonly record struct ScoreScale(double Mean, double Scale)
{
    /// <summary>Of scores by their sums.</summary>
    public static ScoreScale Of(double sum, double squares, int count)
    {
        var (mean, square) = (sum / Math.Max(1, count), squares / Math.Max(1, count));
        var variance = square - (mean * mean);
        return new ScoreScale(mean, variance > 1e-12 * square ? 1 / Math.Sqrt(variance) : 0);
    }

    /// <summary>A score on that scale.</summary>
    public float Of(float score) => (float)((score - Mean) * Scale);
}
