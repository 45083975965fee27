using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Content;

/// <summary>The opinion of descriptions: what is described like what a listener has.</summary>
/// <param name="model">What was learned.</param>
public sealed class ContentSignal(ContentModel model) : ICollaborativeSignal
{
    /// <inheritdoc/>
    public string Name => "content";

    /// <inheritdoc/>
    public int Tracks => model.Items.Rows;

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var taste = new float[model.Items.Dimensions];
        return (items, weights, scores) =>
        {
            model.Taste(items, weights, taste);
            for (var item = 0; item < scores.Length; item++)
                scores[item] = SmallMatrix.Dot(taste, model.Items[item]);
        };
    }
}
