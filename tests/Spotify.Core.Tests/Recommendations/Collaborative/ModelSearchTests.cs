using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class ModelSearchTests
{
    private static readonly SearchSpace Space = new()
    {
        Start = new CollaborativeOptions { Ials = new IalsOptions { Dimensions = 16, Sweeps = 2, Unobserved = 0.3 }, Graph = new GraphFilterOptions { Directions = 16 } },
        Dimensions = new SearchRange(16, 16),
        Sweeps = new SearchRange(2, 4, Step: 1),
        Directions = new SearchRange(8, 16, Step: 8),
    };

    private static readonly SearchOptions Options = new() { FactorTrials = 4, GraphTrials = 4, NeighbourTrials = 3, Listeners = 100 };

    [Fact]
    public void The_best_is_the_best_of_what_was_tried_and_the_whole_is_told()
    {
        var told = new List<Trial>();

        var found = ModelSearch.Run(Samples.Tribes(), Space, Options, new Told(told));

        told.ShouldBe(found.Trials);
        found.Trials.Select(trial => trial.Number).ShouldBe(Enumerable.Range(1, found.Trials.Count));
        found.Trials.CountBy(trial => trial.Signal).ShouldBe([new("ials", 4), new("graph", 4), new("neighbours", 3), new("weights", 66)]);
        found.Trials[0].Options.Ials.ShouldBe(Space.Start.Ials);
        found.Trials[0].Settings.ShouldBe("dimensions 16, sweeps 2, unobserved 0.3, regularization 0.003");
        found.Best.Ials.ShouldBe(Of("ials").MaxBy(trial => trial.Score)!.Options.Ials);
        found.Best.Graph.ShouldBe(Of("graph").MaxBy(trial => trial.Score)!.Options.Graph);
        found.Best.Weights.ShouldBe(Of("weights").MaxBy(trial => trial.Score)!.Options.Weights);
        Of("weights").Max(trial => trial.Score).ShouldBeGreaterThanOrEqualTo(Of("ials").Max(trial => trial.Score) - 1e-9);

        List<Trial> Of(string signal) => [.. found.Trials.Where(trial => trial.Signal == signal)];
    }

    [Fact]
    public void Every_trial_stays_inside_the_space()
    {
        var found = ModelSearch.Run(Samples.Tribes(), Space, Options with { FactorTrials = 8, GraphTrials = 8 });

        found.Trials.Select(trial => trial.Options.Ials).ShouldAllBe(ials => ials.Dimensions == 16 && ials.Sweeps >= 2 && ials.Sweeps <= 4 && ials.Unobserved >= 0.003 && ials.Unobserved <= 0.3
            && ials.Regularization >= 0.001 && ials.Regularization <= 0.05);
        found.Trials.Select(trial => trial.Options.Graph).ShouldAllBe(graph => (graph.Directions == 8 || graph.Directions == 16) && graph.Sharpening >= 0 && graph.Sharpening <= 1.5);
        found.Trials.Select(trial => trial.Options.Ials.Unobserved).Distinct().Count().ShouldBe(8);
    }

    [Fact]
    public void The_same_seed_finds_the_same_on_any_number_of_threads()
    {
        var (one, three) = (Lines(Options with { Threads = 1 }), Lines(Options with { Threads = 3 }));

        three.ShouldBe(one);
        Lines(Options with { Seed = 2 }).ShouldNotBe(one);

        static List<string> Lines(SearchOptions options) =>
            [.. ModelSearch.Run(Samples.Uneven(), Space, options).Trials.Select(trial => $"{trial.Number} {trial.Signal} {trial.Settings} {trial.Recall:R} {trial.Ndcg:R}")];
    }

    [Fact]
    public void Test_data_plays_no_part_and_signals_may_be_left_out()
    {
        var split = HeldOut.Of(Samples.Tribes(), 0.2, 1);

        var found = ModelSearch.Run(split, Space, Options with { FactorTrials = 1, GraphTrials = 0, NeighbourTrials = 0 });

        found.Trials.Select(trial => trial.Signal).ShouldBe(["ials", "weights"]);
        found.Best.Weights.ShouldBe(new SignalWeights { Factors = 1, Graph = 0, Neighbours = 0 });
        CollaborativeEnsemble.Train(Samples.Tribes(), found.Best).Parts.Count.ShouldBe(1);
    }

    [Fact]
    public void Where_nobody_has_enough_to_hold_back_it_stays_with_what_it_starts_with()
    {
        var found = ModelSearch.Run(Interactions.Of(3, 4, [new(0, 1), new(1, 2), new(2, 0)]), Space, Options);

        found.Trials.ShouldBeEmpty();
        found.Best.ShouldBe(Space.Start);
    }

    [Fact]
    public void It_stops_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        var told = new List<Trial>();

        Should.Throw<OperationCanceledException>(() => ModelSearch.Run(Samples.Tribes(), Space, Options, new Told(told, _ => stop.Cancel()), stop.Token));
        told.Count.ShouldBe(1);
    }

    [Fact]
    public void A_range_and_its_places_are_inverse_to_each_other()
    {
        foreach (var range in new[] { new SearchRange(0, 10), new SearchRange(0.001, 1, IsLogarithmic: true) })
        {
            foreach (var place in new[] { 0, 0.25, 0.5, 1 })
                range.PlaceOf(range.At(place)).ShouldBe(place, 1e-9);
        }

        new SearchRange(64, 128, Step: 16).At(0.4).ShouldBe(96);
        new SearchRange(5, 5).PlaceOf(7).ShouldBe(0);
    }

    private sealed class Told(List<Trial> trials, Action<Trial>? then = null) : IProgress<Trial>
    {
        public void Report(Trial value)
        {
            trials.Add(value);
            then?.Invoke(value);
        }
    }
}
