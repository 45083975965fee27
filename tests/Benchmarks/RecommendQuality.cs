using System.Diagnostics;
using System.Globalization;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Content;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport.Recommendations;

namespace Benchmarks;

/// <summary>
/// How good rankings are on public data, by the protocol of those who published figures on it: all items ranked, those of the training masked, 20 places. Settings and weights are searched
/// for once, on a part of the training set that is held back; then each model is learned from the whole training set with three seeds, and only then is the test set looked at.
/// </summary>
internal sealed class RecommendQuality : IScenario
{
    private const int Seeds = 3;

    // Few pairs for many tracks: the graph has more to say there, by more directions.
    private static readonly SearchSpace Sparse = new()
    {
        Start = new CollaborativeOptions { Graph = new GraphFilterOptions { Directions = 512 } },
        Dimensions = new SearchRange(128, 128),
        Directions = new SearchRange(128, 512, IsLogarithmic: true, Step: 16),
    };

    // The best published NDCG@20 and recall@20 on exactly these files (see the page on models for where they are from).
    private static readonly Set[] Sets =
    [
        new("lastfm-2k", RankingData.LastFm, 0.2841, 0.2781, new SearchSpace(), new SearchOptions { FactorTrials = 24, NeighbourTrials = 32 }),
        new("gowalla", RankingData.Gowalla, 0.1872, 0.1580, Sparse, new SearchOptions { FactorTrials = 4, GraphTrials = 14, WeightSteps = 20 }),
    ];

    public string Name => "recommend-quality";

    public string Description => "recall, NDCG, coverage, novelty, Gini, diversity and cold start on lastfm-2k and gowalla (argument: which), beside the best published figures";

    public Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var chosen = Sets.Where(set => !Sets.Any(other => context.Arguments.Contains(other.Name)) || context.Arguments.Contains(set.Name)).ToList();
        var figures = new Dictionary<string, double>();
        foreach (var set in chosen)
            Measure(set, figures, context.CancellationToken);
        if (chosen.Any(set => set.Name == "lastfm-2k"))
            MeasureColdStart(figures);
        var last = chosen[^1];
        return Task.FromResult(new ScenarioResult(figures[$"{last.Name}_ensemble_ndcg"], last.Ndcg, $"NDCG@20 on {last.Name}", HigherIsBetter: true, figures));
    }

    private static void Measure(Set set, Dictionary<string, double> figures, CancellationToken cancellationToken)
    {
        var data = set.Load();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"-- {set.Name}: {data.Train.Rows:N0} listeners, {data.Train.Columns:N0} items, {data.Train.Count:N0} pairs to learn from, {data.Test.Count:N0} to find"));
        var clock = Stopwatch.StartNew();
        var found = ModelSearch.Run(data.Train, set.Space, set.Options, new Told(clock), cancellationToken);
        foreach (var signal in found.Trials.Select(trial => trial.Signal).Distinct())
        {
            var best = found.Trials.Where(trial => trial.Signal == signal).MaxBy(trial => trial.Score)!;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chosen {signal,-10} {best.Settings} (held back: recall {best.Recall:0.0000}, NDCG {best.Ndcg:0.0000})"));
        }

        var runs = new List<Run>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var best = found.Best with { Ials = found.Best.Ials with { Seed = seed }, Graph = found.Best.Graph with { Seed = seed } };
            var model = CollaborativeEnsemble.Train(data.Train, best with { Weights = Kept(best.Weights) }, cancellationToken);
            var signals = model.Parts.ToDictionary(part => part.Signal.Name, part => part.Signal);
            var vectors = ((IalsSignal)signals["ials"]).Items;
            if (seed == 1)
                runs.Add(new Run("popularity", Ranking.Measure(data.Train, data.Test, () => Popular(data.Train), vectors: vectors)));
            // What does not depend on a seed is measured once.
            foreach (var (name, signal) in signals.Where(signal => seed == 1 || signal.Key == "ials"))
                runs.Add(new Run(name, Ranking.Measure(data.Train, data.Test, signal, vectors: vectors)));
            var together = new CollaborativeEnsemble([new(signals["ials"], best.Weights.Factors), new(signals["graph"], best.Weights.Graph), new(signals["neighbours"], best.Weights.Neighbours)]);
            runs.Add(new Run("ensemble", Ranking.Measure(data.Train, data.Test, together, vectors: vectors)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed} done after {clock.Elapsed.TotalSeconds:0} s: ensemble {runs[^1].Quality.Recall:0.0000} / {runs[^1].Quality.Ndcg:0.0000}"));
        }

        Console.WriteLine($"{"mean of seeds (spread)",-24} {"recall@20",-16} {"NDCG@20",-16} {"coverage",9} {"novelty",8} {"Gini",7} {"diversity",10}");
        foreach (var arm in runs.GroupBy(run => run.Arm))
            Row(set.Name, arm.Key, [.. arm.Select(run => run.Quality)], figures);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"best published",-24} {set.Recall,-16:0.0000} {set.Ndcg,-16:0.0000}"));
        figures[$"{set.Name}_published_recall"] = set.Recall;
        figures[$"{set.Name}_published_ndcg"] = set.Ndcg;

        // Every arm is shown, whatever it weighs in the mix.
        static SignalWeights Kept(SignalWeights weights) => new() { Factors = Math.Max(weights.Factors, 1e-9), Graph = Math.Max(weights.Graph, 1e-9), Neighbours = Math.Max(weights.Neighbours, 1e-9) };
    }

    private static void Row(string set, string arm, IReadOnlyList<RankingQuality> runs, Dictionary<string, double> figures)
    {
        var (recall, ndcg) = (runs.Average(run => run.Recall), runs.Average(run => run.Ndcg));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{arm,-24} {recall:0.0000} ({runs.Max(run => run.Recall) - runs.Min(run => run.Recall):0.0000})  {ndcg:0.0000} ({runs.Max(run => run.Ndcg) - runs.Min(run => run.Ndcg):0.0000})  {runs.Average(run => run.Coverage),9:0.000} {runs.Average(run => run.Novelty),8:0.00} {runs.Average(run => run.Gini),7:0.000} {(runs.Average(run => run.Diversity) is { } diversity ? string.Create(CultureInfo.InvariantCulture, $"{diversity:0.000}") : "-"),10}"));
        figures[$"{set}_{arm}_recall"] = recall;
        figures[$"{set}_{arm}_ndcg"] = ndcg;
        figures[$"{set}_{arm}_ndcg_spread"] = runs.Max(run => run.Ndcg) - runs.Min(run => run.Ndcg);
    }

    private static void MeasureColdStart(Dictionary<string, double> figures)
    {
        var arms = new List<Run>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var data = LastFmArtists.Hide(seed);
            var random = new SeededRandom(seed);
            arms.Add(new Run("content", Cold(data, new ContentSignal(ContentModel.Train(data.Items, new ContentOptions())).Open())));
            arms.Add(new Run("most tagged", Cold(data, (_, _, scores) => Fill(scores, item => data.Items[item].Tags.Sum(tag => tag.Count)))));
            arms.Add(new Run("random", Cold(data, (_, _, scores) => Fill(scores, _ => (float)random.NextDouble()))));
        }

        Console.WriteLine("-- lastfm-2k, cold start: a tenth of the artists without any plays, ranked among themselves for their listeners by names and tags");
        foreach (var arm in arms.GroupBy(run => run.Arm))
            Row("cold", arm.Key, [.. arm.Select(run => run.Quality)], figures);

        static RankingQuality Cold(LastFmArtists data, TasteScorer scorer) => Ranking.Measure(
            data.Warm,
            data.Cold,
            () => (row, scores) =>
            {
                scorer(data.Warm.ColumnsOf(row), data.Warm.WeightsOf(row), scores);
                for (var item = 0; item < scores.Length; item++)
                    scores[item] = data.IsHidden[item] ? scores[item] : float.NegativeInfinity;
            },
            threads: 1);

        static void Fill(Span<float> scores, Func<int, float> score)
        {
            for (var item = 0; item < scores.Length; item++)
                scores[item] = score(item);
        }
    }

    private static Scorer Popular(Interactions train)
    {
        var counts = train.Transpose();
        return (_, scores) =>
        {
            for (var item = 0; item < scores.Length; item++)
                scores[item] = counts.ColumnsOf(item).Length;
        };
    }

    private sealed record Set(string Name, Func<RankingData> Load, double Recall, double Ndcg, SearchSpace Space, SearchOptions Options);

    private sealed record Run(string Arm, RankingQuality Quality);

    // Weights are many and cheap: of them only the best is printed, at the end.
    private sealed class Told(Stopwatch clock) : IProgress<Trial>
    {
        public void Report(Trial value)
        {
            if (value.Signal != "weights")
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:0} s  {value.Number,3} {value.Signal,-10} {value.Recall:0.0000} {value.Ndcg:0.0000}  {value.Settings}"));
        }
    }
}
