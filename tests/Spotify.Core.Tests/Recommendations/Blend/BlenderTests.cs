using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Tests.Recommendations.Lists;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Blend;

public sealed class BlenderTests
{
    [Fact]
    public void Weights_begin_at_the_designs_and_ones_that_make_no_sense_are_the_default()
    {
        BlendWeights.Default.ShouldBe(new BlendWeights(0.4, 0.3, 0.2, 0.1));
        new BlendWeights(2, 1, 1, 0).Normalised().ShouldBe(new BlendWeights(0.5, 0.25, 0.25, 0));
        foreach (var senseless in new[] { new BlendWeights(-1, 1, 1, 1), new BlendWeights(double.NaN, 1, 1, 1), new BlendWeights(0, 0, 0, 0), new BlendWeights(double.PositiveInfinity, 1, 1, 1) })
            senseless.Normalised().ShouldBe(BlendWeights.Default);
    }

    [Fact]
    public void Signals_are_places_among_candidates_so_that_scales_and_wild_figures_change_nothing()
    {
        var candidates = Enumerable.Range(0, 5).Select(i => Made.Candidate(i, i, i) with { Content = i, Audio = i, Popularity = i }).ToList();
        Blender.Score(candidates, BlendWeights.Default).Select(one => Math.Round(one.Score, 9)).ShouldBe([1, 0.75, 0.5, 0.25, 0]);
        var wild = candidates.Select(one => one with { Collaborative = Math.Exp(100 * one.Collaborative!.Value), Content = one.Content / 1e9 }).ToList();
        Blender.Score(wild, BlendWeights.Default).Select(one => (one.Candidate.Track, one.Score)).ShouldBe(Blender.Score(candidates, BlendWeights.Default).Select(one => (one.Candidate.Track, one.Score)));
    }

    [Fact]
    public void A_signal_that_is_missing_or_no_number_counts_as_the_middle_where_there_is_no_other()
    {
        List<Candidate> candidates = [Made.Candidate(0, 0, 0), Made.Candidate(1, 1, 1), Made.Candidate(2, 2, double.NaN), Made.Candidate(3, 3) with { Collaborative = null }];
        var scores = Blender.Score(candidates, new BlendWeights(1, 0, 0, 0)).ToDictionary(one => one.Candidate.Track, one => one.Score);
        scores.Values.Order().ShouldBe([0, 0.5, 0.5, 1]);
        scores[Made.Track(2)].ShouldBe(0.5);
    }

    [Fact]
    public void A_missing_signal_lies_halfway_between_the_middle_and_what_the_others_say_but_popularity_says_nothing_of_taste()
    {
        List<Candidate> candidates = [.. Enumerable.Range(0, 5).Select(i => Made.Candidate(i, i) with { Collaborative = null, Content = i, Popularity = -i })];
        candidates[0] = candidates[0] with { Collaborative = 1 };
        candidates[1] = candidates[1] with { Collaborative = 2 };
        var scores = Blender.Score(candidates, new BlendWeights(1, 0, 0, 0)).ToDictionary(one => one.Candidate.Track, one => one.Score);
        scores[Made.Track(4)].ShouldBe((0.5 + 1) / 2);
        scores[Made.Track(2)].ShouldBe(0.5);
        scores[Made.Track(1)].ShouldBe(1);
    }

    [Fact]
    public void Whatever_the_candidates_scores_are_within_0_and_1_best_first() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var scores = Blender.Score(Made.Candidates(seed, seed % 100, 10), new BlendWeights(seed % 3, 1, seed % 5, 0)).Select(one => one.Score).ToList();
        scores.ShouldAllBe(score => score >= 0 && score <= 1 + 1e-12);
        scores.ShouldBe(scores.OrderDescending());
    }).QuickCheckThrowOnFailure();
}
