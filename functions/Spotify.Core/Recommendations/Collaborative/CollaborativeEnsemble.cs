using Spotify.Core.Recommendations.Evaluation;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// Factors and the graph together: the scores of each are brought to mean 0 and variance 1 over all tracks, then added with weights learned on what is held back inside the training set. Each
/// makes mistakes that the other does not.
/// </summary>
public sealed class CollaborativeEnsemble : ICollaborativeSignal
{
    // A track that is among the first places of a mix is among the first so many of one of the two.
    private const int Candidates = 300;

    private readonly GraphFilter _graph;
    private readonly IalsSignal _factors;

    /// <summary>Puts two models together.</summary>
    /// <param name="model">Factors.</param>
    /// <param name="graph">The graph over the same tracks.</param>
    /// <param name="weight">What factors weigh, 0 to 1; the graph weighs the rest.</param>
    /// <param name="trials">What was tried.</param>
    public CollaborativeEnsemble(IalsModel model, GraphFilter graph, double weight, IReadOnlyList<WeightTrial>? trials = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 1);
        (Model, Weight, Trials, _graph, _factors) = (model, weight, trials ?? [], graph, new IalsSignal(model));
    }

    /// <summary>The factors.</summary>
    public IalsModel Model { get; }

    /// <summary>The graph.</summary>
    public GraphFilter Graph => _graph;

    /// <summary>What factors weigh, 0 to 1.</summary>
    public double Weight { get; }

    /// <summary>What was tried to find it, in order of weights.</summary>
    public IReadOnlyList<WeightTrial> Trials { get; }

    /// <inheritdoc/>
    public string Name => "collaborative";

    /// <inheritdoc/>
    public int Tracks => _factors.Tracks;

    /// <summary>Learns both models and what they weigh. The weight is chosen on a part of the training set that neither model has seen then; both learn from all of it afterwards.</summary>
    /// <param name="seen">Listeners x tracks.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static CollaborativeEnsemble Train(Interactions seen, CollaborativeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        var split = HeldOut.Of(seen, options.Held, options.Ials.Seed, options.Listeners);
        var trials = Try(split, new IalsSignal(Ials.Train(split.Rest, options.Ials, cancellationToken: cancellationToken)), GraphFilter.Of(split.Rest, options.Graph), options);
        var best = trials.MaxBy(trial => trial.Ndcg + trial.Recall);
        return new CollaborativeEnsemble(Ials.Train(seen, options.Ials, cancellationToken: cancellationToken), GraphFilter.Of(seen, options.Graph), best?.Weight ?? 0.5, trials);
    }

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var (factors, graph, second) = (_factors.Open(), _graph.Open(), new float[Tracks]);
        return (tracks, weights, scores) =>
        {
            factors(tracks, weights, scores);
            Standardize(scores);
            graph(tracks, weights, second);
            Standardize(second);
            for (var track = 0; track < scores.Length; track++)
                scores[track] = (float)((Weight * scores[track]) + ((1 - Weight) * second[track]));
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

    private static IReadOnlyList<WeightTrial> Try(HeldOut split, IalsSignal factors, GraphFilter graph, CollaborativeOptions options)
    {
        var listeners = Enumerable.Range(0, split.Held.Rows).Where(row => split.Held.ColumnsOf(row).Length > 0).ToArray();
        var found = new Found[listeners.Length, options.Steps + 1];
        Parallel.For(
            0,
            listeners.Length,
            new ParallelOptions { MaxDegreeOfParallelism = options.Ials.Threads },
            () => new Pair(factors.Open(), graph.Open(), new float[factors.Tracks], new float[factors.Tracks]),
            (i, _, pair) =>
            {
                var row = listeners[i];
                Score(pair.Factors, pair.First);
                Score(pair.Graph, pair.Second);
                int[] candidates = [.. Ranking.Best(pair.First, Candidates).Union(Ranking.Best(pair.Second, Candidates)).Order()];
                var mix = new float[candidates.Length];
                for (var step = 0; step <= options.Steps; step++)
                {
                    var weight = (float)step / options.Steps;
                    for (var c = 0; c < candidates.Length; c++)
                        mix[c] = (weight * pair.First[candidates[c]]) + ((1 - weight) * pair.Second[candidates[c]]);
                    var list = Ranking.Best(mix, options.Places).Select(place => candidates[place]).ToArray();
                    var wanted = split.Held.ColumnsOf(row);
                    found[i, step] = new Found(Ranking.RecallOf(list, wanted), Ranking.NdcgOf(list, wanted, options.Places));
                }

                return pair;

                void Score(TasteScorer scorer, float[] scores)
                {
                    scorer(split.Rest.ColumnsOf(row), split.Rest.WeightsOf(row), scores);
                    Standardize(scores);
                    foreach (var column in split.Rest.ColumnsOf(row))
                        scores[column] = float.NegativeInfinity;
                }
            },
            _ => { });
        return listeners.Length == 0
            ? []
            : [.. Enumerable.Range(0, options.Steps + 1).Select(step => new WeightTrial(
                (double)step / options.Steps,
                Enumerable.Range(0, listeners.Length).Average(i => found[i, step].Recall),
                Enumerable.Range(0, listeners.Length).Average(i => found[i, step].Ndcg)))];
    }

    private readonly record struct Found(double Recall, double Ndcg);

    private sealed record Pair(TasteScorer Factors, TasteScorer Graph, float[] First, float[] Second);
}
