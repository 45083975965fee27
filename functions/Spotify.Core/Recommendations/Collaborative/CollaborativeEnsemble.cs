namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// Several signals together: the scores of each are brought to mean 0 and variance 1 over all tracks, then added with weights that were chosen on what was held back inside the training set
/// (<see cref="ModelSearch"/>). Each makes mistakes that the others do not.
/// </summary>
public sealed class CollaborativeEnsemble : ICollaborativeSignal
{
    private readonly WeightedSignal[] _parts;

    /// <summary>Puts signals together.</summary>
    /// <param name="parts">Signals over the same tracks, with what each weighs: 0 or more, one of them above 0. Those that weigh nothing are not asked.</param>
    public CollaborativeEnsemble(IReadOnlyList<WeightedSignal> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part.Weight, nameof(parts));
            if (!double.IsFinite(part.Weight))
                throw new ArgumentOutOfRangeException(nameof(parts), part.Weight, "A weight must be a finite number.");
        }

        _parts = [.. parts.Where(part => part.Weight > 0)];
        if (_parts.Length == 0 || _parts.Any(part => part.Signal.Tracks != _parts[0].Signal.Tracks))
            throw new ArgumentException("At least one signal must weigh something, and all must be over the same tracks.", nameof(parts));
    }

    /// <summary>The signals that are asked.</summary>
    public IReadOnlyList<WeightedSignal> Parts => _parts;

    /// <inheritdoc/>
    public string Name => "collaborative";

    /// <inheritdoc/>
    public int Tracks => _parts[0].Signal.Tracks;

    /// <summary>Learns every signal that weighs something.</summary>
    /// <param name="seen">Listeners x tracks.</param>
    /// <param name="options">How; <see cref="ModelSearch"/> finds it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static CollaborativeEnsemble Train(Interactions seen, CollaborativeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        var parts = new List<WeightedSignal>();
        if (options.Weights.Factors > 0)
            parts.Add(new WeightedSignal(new IalsSignal(Ials.Train(seen, options.Ials, cancellationToken: cancellationToken)), options.Weights.Factors));
        if (options.Weights.Graph > 0)
            parts.Add(new WeightedSignal(GraphFilter.Of(seen, options.Graph), options.Weights.Graph));
        if (options.Weights.Neighbours > 0)
            parts.Add(new WeightedSignal(ItemNeighbours.Of(seen, options.Neighbours, cancellationToken), options.Weights.Neighbours));
        return new CollaborativeEnsemble(parts);
    }

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var (scorers, own) = (_parts.Select(part => part.Signal.Open()).ToArray(), new float[Tracks]);
        return (tracks, weights, scores) =>
        {
            scores.Clear();
            for (var part = 0; part < scorers.Length; part++)
            {
                scorers[part](tracks, weights, own);
                Standardize(own);
                for (var track = 0; track < scores.Length; track++)
                    scores[track] += (float)_parts[part].Weight * own[track];
            }
        };
    }

    /// <summary>Brings scores to mean 0 and variance 1; equal ones all to 0.</summary>
    public static void Standardize(Span<float> scores)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var score in scores)
            (sum, squares) = (sum + score, squares + ((double)score * score));
        var mean = sum / scores.Length;
        var variance = (squares / scores.Length) - (mean * mean);
        var scale = variance > 1e-12 * squares / scores.Length ? 1 / Math.Sqrt(variance) : 0;
        foreach (ref var score in scores)
            score = (float)((score - mean) * scale);
    }
}

/// <summary>A signal and what it weighs.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Weight">0 or more.</param>
public sealed record WeightedSignal(ICollaborativeSignal Signal, double Weight);
