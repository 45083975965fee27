using Spotify.Core.Recommendations.Model;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What a listener's taste says of single tracks, on the scales of a model's candidates.</summary>
public sealed class TasteScores
{
    private readonly RecommendationModel _model;
    private readonly RowScores? _rows;
    private readonly float[] _collaborative = [];
    private readonly float[] _content = [];
    private readonly float[] _audio = [];

    /// <summary>Asks a model what it makes of a taste.</summary>
    /// <param name="model">The model; one with <see cref="RecommendationModel.Indexes"/> is not asked about all its tracks.</param>
    /// <param name="liked">What the listener likes, with weights.</param>
    public TasteScores(RecommendationModel model, IReadOnlyList<WeightedTrack> liked)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(liked);
        _model = model;
        if (model.Indexes is not null)
        {
            _rows = new RowScores(model, liked);
            return;
        }

        _collaborative = new float[model.Catalogue.Rows.Count];
        model.Opinion(liked, _collaborative);
        (_content, _audio) = (model.ByDescription(liked), model.BySound(liked));
    }

    /// <summary>A track as a candidate.</summary>
    /// <param name="row">Its row.</param>
    public Candidate Of(int row) => _rows is null
        ? _model.CandidateOf(row) with { Collaborative = Known(_collaborative[row]), Content = Known(_content[row]), Audio = Known(_audio[row]) }
        : _model.CandidateOf(row) with { Collaborative = _rows.Opinion(row), Content = _rows.ByDescription(row), Audio = _rows.BySound(row) };

    private static double? Known(float score) => float.IsNaN(score) ? null : score;
}
