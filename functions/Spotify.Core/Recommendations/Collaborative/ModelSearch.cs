using System.Globalization;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// Finds how to learn the collaborative model: each signal's settings one signal after another, then what the signals weigh together. Everything is judged by what is held back inside the
/// training set; test data plays no part. Of the trials of a signal the first is what the space starts with, half of the others are drawn from the whole space, the rest lie around the best so
/// far, nearer and nearer. No clock, no randomness but the seed: the same call gives the same result on any number of threads.
/// </summary>
public static class ModelSearch
{
    // A track that is among the first places of a mix is among the first so many of one of its signals.
    private const int Candidates = 300;

    private static readonly Knob[] FactorKnobs =
    [
        new("dimensions", space => space.Dimensions, all => all.Ials.Dimensions, (all, value) => all with { Ials = all.Ials with { Dimensions = (int)value } }),
        new("sweeps", space => space.Sweeps, all => all.Ials.Sweeps, (all, value) => all with { Ials = all.Ials with { Sweeps = (int)value } }),
        new("unobserved", space => space.Unobserved, all => all.Ials.Unobserved, (all, value) => all with { Ials = all.Ials with { Unobserved = value } }),
        new("regularization", space => space.Regularization, all => all.Ials.Regularization, (all, value) => all with { Ials = all.Ials with { Regularization = value } }),
    ];

    private static readonly Knob[] GraphKnobs =
    [
        new("directions", space => space.Directions, all => all.Graph.Directions, (all, value) => all with { Graph = all.Graph with { Directions = (int)value } }),
        new("smooth weight", space => space.SmoothWeight, all => all.Graph.SmoothWeight, (all, value) => all with { Graph = all.Graph with { SmoothWeight = value } }),
        new("smooth popularity", space => space.SmoothPopularity, all => all.Graph.SmoothPopularity, (all, value) => all with { Graph = all.Graph with { SmoothPopularity = value } }),
        new("own", space => space.OwnExponent, all => all.Graph.OwnExponent, (all, value) => all with { Graph = all.Graph with { OwnExponent = value } }),
        new("popularity", space => space.PopularityExponent, all => all.Graph.PopularityExponent, (all, value) => all with { Graph = all.Graph with { PopularityExponent = value } }),
        new("listener", space => space.ListenerExponent, all => all.Graph.ListenerExponent, (all, value) => all with { Graph = all.Graph with { ListenerExponent = value } }),
        new("sharpening", space => space.Sharpening, all => all.Graph.Sharpening, (all, value) => all with { Graph = all.Graph with { Sharpening = value } }),
    ];

    private static readonly Knob[] NeighbourKnobs =
    [
        new("popularity", space => space.NeighbourPopularity, all => all.Neighbours.PopularityExponent, (all, value) => all with { Neighbours = all.Neighbours with { PopularityExponent = value } }),
        new("own", space => space.NeighbourOwn, all => all.Neighbours.OwnExponent, (all, value) => all with { Neighbours = all.Neighbours with { OwnExponent = value } }),
        new("listener", space => space.NeighbourListener, all => all.Neighbours.ListenerExponent, (all, value) => all with { Neighbours = all.Neighbours with { ListenerExponent = value } }),
        new("power", space => space.NeighbourPower, all => all.Neighbours.Power, (all, value) => all with { Neighbours = all.Neighbours with { Power = value } }),
        new("shrinkage", space => space.Shrinkage, all => all.Neighbours.Shrinkage, (all, value) => all with { Neighbours = all.Neighbours with { Shrinkage = value } }),
    ];

    /// <summary>Searches.</summary>
    /// <param name="train">The training set. A part of it is held back.</param>
    /// <param name="space">Between what.</param>
    /// <param name="options">How long.</param>
    /// <param name="progress">Told of every trial as it ends; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The best found; where nobody has enough to hold something back from, what the space starts with, and no trials.</returns>
    public static SearchResult Run(Interactions train, SearchSpace space, SearchOptions options, IProgress<Trial>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return Run(HeldOut.Of(train, options.Held, options.Seed, options.Listeners), space, options, progress, cancellationToken);
    }

    /// <summary>The same on a training set that is already cut in two.</summary>
    /// <inheritdoc cref="Run(Interactions, SearchSpace, SearchOptions, IProgress{Trial}?, CancellationToken)"/>
    public static SearchResult Run(HeldOut split, SearchSpace space, SearchOptions options, IProgress<Trial>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        return split.Held.Count == 0 ? new SearchResult(space.Start, []) : new Search(split, space, options, progress, cancellationToken).Run();
    }

    // One setting that is searched for.
    private sealed record Knob(
        string Name,
        Func<SearchSpace, SearchRange> Range,
        Func<CollaborativeOptions, double> Get,
        Func<CollaborativeOptions, double, CollaborativeOptions> Set);

    private sealed class Search(HeldOut split, SearchSpace space, SearchOptions options, IProgress<Trial>? progress, CancellationToken cancellationToken)
    {
        private readonly List<Trial> _trials = [];

        public SearchResult Run()
        {
            var (rest, signals) = (split.Rest, new List<ICollaborativeSignal>());
            var best = Threaded(space.Start);
            best = Try("ials", FactorKnobs, options.FactorTrials, best, Learn, signals);
            if (options.GraphTrials > 0)
            {
                // Directions are looked for once: those of fewer are the first of those of more.
                var graph = GraphFilter.Of(rest, best.Graph with { Directions = (int)Math.Max(space.Directions.Most, best.Graph.Directions) });
                best = Try("graph", GraphKnobs, options.GraphTrials, best, all => graph.With(all.Graph), signals);
            }

            if (options.NeighbourTrials > 0)
                best = Try("neighbours", NeighbourKnobs, options.NeighbourTrials, best, all => ItemNeighbours.Of(rest, all.Neighbours, cancellationToken), signals);
            return new SearchResult(Weigh(best, signals), _trials);

            IalsSignal Learn(CollaborativeOptions all) => new(Ials.Train(rest, all.Ials, cancellationToken: cancellationToken));
        }

        private CollaborativeOptions Threaded(CollaborativeOptions all) => all with
        {
            Ials = all.Ials with { Threads = options.Threads },
            Graph = all.Graph with { Threads = options.Threads },
            Neighbours = all.Neighbours with { Threads = options.Threads },
        };

        private CollaborativeOptions Try(
            string signal, Knob[] knobs, int trials, CollaborativeOptions start, Func<CollaborativeOptions, ICollaborativeSignal> make, List<ICollaborativeSignal> signals)
        {
            var random = SeededRandom.For(options.Seed, (uint)signals.Count);
            var (best, found) = (default(Trial), default(ICollaborativeSignal));
            for (var number = 0; number < Math.Max(1, trials); number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var all = number == 0 ? start : Draw(knobs, best!.Options, random, number, trials);
                var made = make(all);
                var quality = Ranking.Measure(split.Rest, split.Held, made, options.Places, options.Threads);
                var trial = Report(signal, string.Join(", ", knobs.Select(knob => string.Create(CultureInfo.InvariantCulture, $"{knob.Name} {knob.Get(all):0.####}"))), all, quality.Recall, quality.Ndcg);
                if (best is null || trial.Score > best.Score)
                    (best, found) = (trial, made);
            }

            signals.Add(found!);
            return best!.Options;
        }

        private CollaborativeOptions Draw(Knob[] knobs, CollaborativeOptions best, SeededRandom random, int number, int trials)
        {
            var (isNear, spread) = (number > trials / 2, 0.3 * (1 - (0.7 * number / trials)));
            var all = best;
            foreach (var knob in knobs)
            {
                var range = knob.Range(space);
                if (range.Most > range.Least)
                    all = knob.Set(all, range.At(isNear ? Math.Clamp(range.PlaceOf(knob.Get(best)) + (spread * random.NextGaussian()), 0, 1) : random.NextDouble()));
            }

            return all;
        }

        // All weights on a lattice. Signals score each listener once; what could be among the first places of any mix is kept of it.
        private CollaborativeOptions Weigh(CollaborativeOptions best, List<ICollaborativeSignal> signals)
        {
            var lattice = Lattice(options.WeightSteps, signals.Count).ToArray();
            var listeners = Enumerable.Range(0, split.Held.Rows).Where(row => split.Held.ColumnsOf(row).Length > 0).ToArray();
            var found = new Found[listeners.Length, lattice.Length];
            Parallel.For(
                0,
                listeners.Length,
                new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
                () => signals.Select(signal => new Scoring(signal.Open(), new float[split.Rest.Columns])).ToArray(),
                (i, _, scorings) =>
                {
                    Judge(listeners[i], i, scorings);
                    return scorings;
                },
                _ => { });
            var trials = lattice.Select((weights, step) => Report(
                "weights",
                string.Create(CultureInfo.InvariantCulture, $"factors {weights[0]:0.##}, graph {Of(weights, "graph"):0.##}, neighbours {Of(weights, "neighbours"):0.##}"),
                best with { Weights = new SignalWeights { Factors = weights[0], Graph = Of(weights, "graph"), Neighbours = Of(weights, "neighbours") } },
                Enumerable.Range(0, listeners.Length).Average(i => found[i, step].Recall),
                Enumerable.Range(0, listeners.Length).Average(i => found[i, step].Ndcg))).ToList();
            return trials.MaxBy(trial => trial.Score)!.Options;

            double Of(double[] weights, string name) => signals.FindIndex(signal => signal.Name == name) is >= 0 and var place ? weights[place] : 0;

            void Judge(int row, int i, Scoring[] scorings)
            {
                var has = split.Rest.ColumnsOf(row);
                var wanted = split.Held.ColumnsOf(row);
                var candidates = new SortedSet<int>();
                foreach (var (scorer, scores) in scorings)
                {
                    scorer(has, split.Rest.WeightsOf(row), scores);
                    CollaborativeEnsemble.Standardize(scores);
                    foreach (var column in has)
                        scores[column] = float.NegativeInfinity;
                    candidates.UnionWith(Ranking.Best(scores, Candidates));
                }

                int[] kept = [.. candidates];
                var mix = new float[kept.Length];
                for (var step = 0; step < lattice.Length; step++)
                {
                    Array.Clear(mix);
                    for (var signal = 0; signal < scorings.Length; signal++)
                    {
                        for (var place = 0; place < kept.Length; place++)
                            mix[place] += (float)lattice[step][signal] * scorings[signal].Scores[kept[place]];
                    }

                    int[] list = [.. Ranking.Best(mix, options.Places).Select(place => kept[place])];
                    found[i, step] = new Found(Ranking.RecallOf(list, wanted), Ranking.NdcgOf(list, wanted, options.Places));
                }
            }
        }

        private Trial Report(string signal, string settings, CollaborativeOptions all, double recall, double ndcg)
        {
            var trial = new Trial(_trials.Count + 1, signal, settings, all, recall, ndcg);
            _trials.Add(trial);
            progress?.Report(trial);
            return trial;
        }

        // All ways of sharing so many steps between signals, as parts of 1.
        private static IEnumerable<double[]> Lattice(int steps, int signals) =>
            Shares(steps, signals).Select(shares => shares.Select(share => (double)share / steps).ToArray());

        private static IEnumerable<int[]> Shares(int steps, int signals) => signals == 1
            ? [[steps]]
            : Enumerable.Range(0, steps + 1).SelectMany(first => Shares(steps - first, signals - 1).Select(rest => (int[])[first, .. rest]));
    }

    private readonly record struct Found(double Recall, double Ndcg);

    private sealed record Scoring(TasteScorer Scorer, float[] Scores);
}
