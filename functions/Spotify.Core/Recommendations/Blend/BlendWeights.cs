namespace Spotify.Core.Recommendations.Blend;

/// <summary>How much each signal says. They come to 1.</summary>
/// <param name="Collaborative">Who listens alike.</param>
/// <param name="Content">How a track is described.</param>
/// <param name="Audio">How it sounds.</param>
/// <param name="Popularity">How many play it.</param>
public sealed record BlendWeights(double Collaborative, double Content, double Audio, double Popularity)
{
    /// <summary>Where learning begins (DESIGN section 6).</summary>
    public static BlendWeights Default { get; } = new(0.4, 0.3, 0.2, 0.1);

    /// <summary>The same proportions so that they come to 1; the default where a weight is below 0 or no number, or all are 0.</summary>
    public BlendWeights Normalised()
    {
        var sum = Collaborative + Content + Audio + Popularity;
        return Math.Min(Math.Min(Collaborative, Content), Math.Min(Audio, Popularity)) >= 0 && sum > 0 && double.IsFinite(sum)
            ? new BlendWeights(Collaborative / sum, Content / sum, Audio / sum, Popularity / sum)
            : Default;
    }
}
