namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>
/// How surely a listener likes a track: what the pair weighs when a model is learned. Grows slower and slower with engagement and ends at <see cref="Most"/>, and a listener has at most
/// <see cref="MostTracks"/> such pairs: whatever one listener plays, and however often, he pulls no track by more than <see cref="Most"/>, and all of them by no more than their product.
/// </summary>
public static class TasteWeight
{
    /// <summary>The most that one pair weighs; an ordinary yes, one track heard to its end, weighs 1.58.</summary>
    public const float Most = 4;

    /// <summary>The most tracks of one listener that a model learns from: those with the highest weight.</summary>
    public const int MostTracks = 1_000;

    /// <summary>log2(1 + 2 x engagement), at most <see cref="Most"/>.</summary>
    /// <param name="engagement">What plays and signals say of the track; 0 and below, and what is no number, is no yes.</param>
    /// <returns>0 where it is no yes.</returns>
    public static float Of(double engagement) => engagement > 0 ? (float)Math.Min(Most, Math.Log2(1 + (2 * engagement))) : 0;
}
