using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Model;

/// <summary>
/// What a listener's taste says of single tracks, on the scales of <see cref="RecommendationModel.Candidates(Lists.ListenerTaste, IReadOnlyList{WeightedTrack}, DateTimeOffset, CandidateOptions)"/>
/// but for rounding, without looking at the others.
/// </summary>
internal sealed class RowScores
{
    private readonly RecommendationModel _model;
    private readonly ScoreScale _factorScale;
    private readonly ScoreScale _neighbourScale;
    private readonly float _descriptionLength;
    private readonly float _soundLength;

    public RowScores(RecommendationModel model, IReadOnlyList<WeightedTrack> liked)
    {
        _model = model;
        var known = model.Known(liked);
        Listener = known.Count == 0 ? null : model.FoldIn(known);
        Neighbours = known.Count == 0 || model.Neighbours is null ? new Dictionary<int, float>() : model.Neighbours.ScoresOf(known.Select(one => model.Catalogue.Rows.RowOf(one.Track)));
        if (Listener is not null && model.Neighbours is not null)
            (_factorScale, _neighbourScale) = (model.ScaleOf(Listener), model.ScaleOf(Neighbours.Where(one => model.IsLearned(one.Key)).Select(one => one.Value)));
        (Description, Sound) = (model.DirectionOf(model.Content, liked), model.DirectionOf(model.Audio, liked));
        (_descriptionLength, _soundLength) = (LengthOf(Description), LengthOf(Sound));
    }

    /// <summary>The listener's vector; null where the model knows nothing of what he likes.</summary>
    public float[]? Listener { get; }

    /// <summary>Tracks that go with what he likes.</summary>
    public IReadOnlyDictionary<int, float> Neighbours { get; }

    /// <summary>The mean direction of descriptions of what he likes; null where there is none.</summary>
    public float[]? Description { get; }

    /// <summary>That of sounds; null where there is none.</summary>
    public float[]? Sound { get; }

    /// <summary>What listeners alike say of a track; null where nothing.</summary>
    public float? Opinion(int row)
    {
        if (Listener is null || !_model.IsLearned(row))
            return null;
        var factor = SmallMatrix.Dot(Listener, _model.Tracks[row]);
        return _model.Neighbours is null
            ? factor : (float)((_model.FactorShare * _factorScale.Of(factor)) + ((1 - _model.FactorShare) * _neighbourScale.Of(Neighbours.GetValueOrDefault(row))));
    }

    /// <summary>What its description says; null where nothing.</summary>
    public float? ByDescription(int row) => Cosine(Description, _descriptionLength, _model.Content, _model.ContentLengths, row);

    /// <summary>What its sound says; null where nothing.</summary>
    public float? BySound(int row) => Cosine(Sound, _soundLength, _model.Audio, _model.AudioLengths, row);

    private static float LengthOf(float[]? mean) => mean is null ? 0 : MathF.Sqrt(SmallMatrix.Dot(mean, mean));

    private static float? Cosine(float[]? mean, float length, FactorMatrix? vectors, float[]? lengths, int row) =>
        mean is null || lengths![row] <= 0 ? null : SmallMatrix.Dot(mean, vectors![row]) / (length * lengths[row]);
}
