using Spotify.Core.Recommendations.Model;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What a listener's taste says of single tracks, on the scales of <see cref="RecommendationModel.Candidates"/>.</summary>
/// <param name="model">The model.</param>
/// <param name="liked">What he likes, with weights.</param>
public sealed class TasteScores(RecommendationModel model, IReadOnlyList<WeightedTrack> liked)
{
    private readonly float[] _collaborative = OpinionOf(model, liked);
    private readonly float[] _content = model.ByDescription(liked);
    private readonly float[] _audio = model.BySound(liked);

    /// <summary>A track as a candidate.</summary>
    /// <param name="row">Its row.</param>
    public Candidate Of(int row) => model.CandidateOf(row) with { Collaborative = Known(_collaborative[row]), Content = Known(_content[row]), Audio = Known(_audio[row]) };

    private static float[] OpinionOf(RecommendationModel model, IReadOnlyList<WeightedTrack> liked)
    {
        var scores = new float[model.Catalogue.Rows.Count];
        model.Opinion(liked, scores);
        return scores;
    }

    private static double? Known(float score) => float.IsNaN(score) ? null : score;
}
