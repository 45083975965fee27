using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Vectors;

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

    /// <summary>The mean direction of some tracks by what listeners alike say; zero where nothing is known of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="vectors">One of its kinds of vectors; null where it has none.</param>
    /// <param name="tracks">The tracks, with weights.</param>
    public static float[] MeanOf(RecommendationModel model, FactorMatrix? vectors, IEnumerable<WeightedTrack> tracks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tracks);
        var mean = new float[vectors?.Dimensions ?? 0];
        foreach (var one in tracks)
        {
            var row = model.Catalogue.Rows.RowOf(one.Track);
            if (vectors is null || row < 0 || !(one.Weight > 0))
                continue;
            var vector = vectors[row];
            var length = MathF.Sqrt(SmallMatrix.Dot(vector, vector));
            if (length > 0)
                SmallMatrix.MultiplyAdd(mean, one.Weight / length, vector);
        }

        return mean;
    }

    private static float[] OpinionOf(RecommendationModel model, IReadOnlyList<WeightedTrack> liked)
    {
        var scores = new float[model.Catalogue.Rows.Count];
        model.Opinion(liked, scores);
        return scores;
    }

    private static double? Known(float score) => float.IsNaN(score) ? null : score;
}
