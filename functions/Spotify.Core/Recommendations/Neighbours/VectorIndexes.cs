namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>Which index for how many vectors.</summary>
public static class VectorIndexes
{
    /// <summary>
    /// To how many vectors of 128 figures every one is compared: <c>./dev bench ann</c> measures it, <c>docs/recommendations-sound.md</c> has the figures.
    /// </summary>
    public const int ExactUpTo = 100_000;
}
