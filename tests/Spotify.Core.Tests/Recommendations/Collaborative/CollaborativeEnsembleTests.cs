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
    };

    [Fact]
    public void The_weight_is_the_best_of_those_tried_on_what_was_held_back()
    {
        var model = CollaborativeEnsemble.Train(Samples.Tribes(), Options);

        model.Trials.Count.ShouldBe(21);
        model.Trials.MaxBy(trial => trial.Ndcg + trial.Recall)!.Weight.ShouldBe(model.Weight);
        model.Trials.ShouldAllBe(trial => trial.Recall > 0.2);
    }

    [Fact]
    public void At_the_ends_it_is_one_of_the_two()
    {
        var seen = Samples.Tribes();
        var (factors, graph) = (Ials.Train(seen, Options.Ials), GraphFilter.Of(seen, Options.Graph));

        List(new CollaborativeEnsemble(factors, graph, 1)).ShouldBe(List(new IalsSignal(factors)));
        List(new CollaborativeEnsemble(factors, graph, 0)).ShouldBe(List(graph));
        List(new CollaborativeEnsemble(factors, graph, 0.5)).ShouldNotBe(List(graph));

        int[] List(ICollaborativeSignal signal)
        {
            var scores = new float[seen.Columns];
            signal.Open()(seen.ColumnsOf(4), seen.WeightsOf(4), scores);
            return Ranking.Best(scores, 50);
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var (one, three) = (Train(1), Train(3));

        three.Trials.ShouldBe(one.Trials);
        Samples.Hash(three.Model.Tracks).ShouldBe(Samples.Hash(one.Model.Tracks));

        static CollaborativeEnsemble Train(int threads) => CollaborativeEnsemble.Train(
            Samples.Uneven(),
            Options with { Ials = Options.Ials with { Threads = threads }, Graph = Options.Graph with { Threads = threads } });
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_weight_outside_is_refused(double weight)
    {
        var seen = Samples.Tribes();

        Should.Throw<ArgumentOutOfRangeException>(() => new CollaborativeEnsemble(Ials.Train(seen, Options.Ials), GraphFilter.Of(seen, Options.Graph), weight));
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

    [FullDataFact(RankingData.GowallaFolder)]
    public void On_Gowalla_it_finds_as_much_as_the_best_published()
    {
        var data = RankingData.Gowalla();
        var model = CollaborativeEnsemble.Train(data.Train, new CollaborativeOptions());

        var alone = Ranking.Measure(data.Train, data.Test, new IalsSignal(model.Model));
        var together = Ranking.Measure(data.Train, data.Test, model);

        alone.Recall.ShouldBeGreaterThan(0.160);
        alone.Ndcg.ShouldBeGreaterThan(0.132);
        together.Recall.ShouldBeGreaterThan(0.187);
        together.Ndcg.ShouldBeGreaterThan(0.153);
    }
}
