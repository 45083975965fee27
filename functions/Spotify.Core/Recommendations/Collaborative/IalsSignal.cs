using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>The opinion of factors: a listener is folded in from what he has, then multiplied by every track.</summary>
/// <param name="model">What was learned.</param>
public sealed class IalsSignal(IalsModel model) : ICollaborativeSignal
{
    private readonly FixedSide _tracks = model.FixTracks();

    /// <inheritdoc/>
    public string Name => "ials";

    /// <inheritdoc/>
    public int Tracks => model.Tracks.Rows;

    /// <summary>The tracks' vectors.</summary>
    public FactorMatrix Items => model.Tracks;

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var (solver, vector) = (new RowSolver(_tracks), new float[model.Tracks.Dimensions]);
        return (tracks, weights, scores) =>
        {
            solver.Solve(tracks, weights, vector);
            for (var track = 0; track < scores.Length; track++)
                scores[track] = SmallMatrix.Dot(vector, model.Tracks[track]);
        };
    }
}
