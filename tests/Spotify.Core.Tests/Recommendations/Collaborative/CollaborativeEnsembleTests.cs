using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.TestSupport;
using Spotify.TestSupport.Recommendations;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class CollaborativeEnsembleTests
{
    private static readonly CollaborativeOptions Options = new()
    {
        Ials = new IalsOptions { Dimensions = 16, Sweeps = 4, Unobserved = 0.1, Regularization = 0.01 },
        Graph = new GraphFilterOptions { Directions = 16 },
        Weights = new SignalWeights { Factors = 0.4, Graph = 0.4, Neighbours = 0.2 },
    };

    [Fact]
    public void At_the_ends_it_is_one_of_its_parts()
    {
        var seen = Samples.Tribes();
        var (factors, graph) = (new IalsSignal(Ials.Train(seen, Options.Ials)), GraphFilter.Of(seen, Options.Graph));

        List(Mix(1, 0)).ShouldBe(List(factors));
        List(Mix(0, 1)).ShouldBe(List(graph));
        List(Mix(0.5, 0.5)).ShouldNotBe(List(graph));
        Mix(0, 1).Parts.Count.ShouldBe(1);

        CollaborativeEnsemble Mix(double first, double second) => new([new WeightedSignal(factors, first), new WeightedSignal(graph, second)]);

        int[] List(ICollaborativeSignal signal)
        {
            var scores = new float[seen.Columns];
            signal.Open()(seen.ColumnsOf(4), seen.WeightsOf(4), scores);
            return Ranking.Best(scores, 50);
        }
    }

    [Fact]
    public void Only_what_weighs_something_is_learned_and_threads_change_nothing()
    {
        CollaborativeEnsemble.Train(Samples.Tribes(), Options with { Weights = new SignalWeights { Factors = 0, Graph = 0, Neighbours = 1 } })
            .Parts.Select(part => part.Signal.Name).ShouldBe(["neighbours"]);

        var (one, three) = (Train(1), Train(3));

        one.Parts.Select(part => part.Signal.Name).ShouldBe(["ials", "graph", "neighbours"]);
        Scores(three).ShouldBe(Scores(one));

        static CollaborativeEnsemble Train(int threads) => CollaborativeEnsemble.Train(Samples.Uneven(), Options with
        {
            Ials = Options.Ials with { Threads = threads },
            Graph = Options.Graph with { Threads = threads },
            Neighbours = Options.Neighbours with { Threads = threads },
        });

        static float[] Scores(CollaborativeEnsemble model)
        {
            var (seen, scores) = (Samples.Uneven(), new float[model.Tracks]);
            model.Open()(seen.ColumnsOf(5), seen.WeightsOf(5), scores);
            return scores;
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    public void Weights_that_say_nothing_are_refused(double weight)
    {
        var graph = GraphFilter.Of(Samples.Tribes(), Options.Graph);

        Should.Throw<ArgumentException>(() => new CollaborativeEnsemble([new WeightedSignal(graph, weight)])).ParamName.ShouldBe("parts");
        Should.Throw<ArgumentException>(() => new CollaborativeEnsemble([])).ParamName.ShouldBe("parts");
    }

    [Fact]
    public void Standardised_scores_have_mean_0_and_variance_1_and_equal_ones_are_0()
    {
        float[] scores = [1, 2, 3, 10], equal = [3, 3, 3];

        CollaborativeEnsemble.Standardize(scores);
        CollaborativeEnsemble.Standardize(equal);

        scores.Sum().ShouldBe(0, 1e-5f);
        scores.Sum(score => score * score).ShouldBe(4, 1e-4f);
        equal.ShouldBe([0, 0, 0]);
    }

    [FullDataFact(RankingData.LastFmFolder)]
    public void On_Last_fm_a_searched_mix_finds_about_as_much_as_the_best_published()
    {
        var (alone, together) = Searched(RankingData.LastFm(), new SearchSpace(), new SearchOptions { FactorTrials = 24, NeighbourTrials = 32 });

        alone.Recall.ShouldBeGreaterThan(0.275);
        alone.Ndcg.ShouldBeGreaterThan(0.270);

        // Of eight ways of learning factors the best by what is held back came to .270 only. The best published recall is .284: what the search chooses on so small a set moves it by some .003.
        together.Recall.ShouldBeGreaterThan(0.278);
        together.Ndcg.ShouldBeGreaterThan(0.278);
    }

    [FullDataFact(RankingData.GowallaFolder)]
    public void On_Gowalla_a_searched_mix_finds_more_than_factors_or_any_plain_model()
    {
        var (alone, together) = Searched(RankingData.Gowalla(), new SearchSpace { Dimensions = new SearchRange(128, 128) }, new SearchOptions { FactorTrials = 2 });

        alone.Recall.ShouldBeGreaterThan(0.160);
        alone.Ndcg.ShouldBeGreaterThan(0.132);

        // EASE has .1765 and .1467 there; differences under .003 are noise. The best published is .1872 and .1580.
        together.Recall.ShouldBeGreaterThan(0.1795);
        together.Ndcg.ShouldBeGreaterThan(0.1497);
    }

    private static (RankingQuality Alone, RankingQuality Together) Searched(RankingData data, SearchSpace space, SearchOptions options)
    {
        var model = CollaborativeEnsemble.Train(data.Train, ModelSearch.Run(data.Train, space, options).Best);
        var factors = model.Parts.Single(part => part.Signal.Name == "ials").Signal;
        return (Ranking.Measure(data.Train, data.Test, factors), Ranking.Measure(data.Train, data.Test, model));
    }
}
