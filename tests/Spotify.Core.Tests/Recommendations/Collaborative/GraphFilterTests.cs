using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class GraphFilterTests
{
    [Fact]
    public void Near_neighbours_are_scored_as_the_published_formula_says()
    {
        // Two listeners share track 1; listener 0 has 0 and 1, listener 1 has 1 and 2.
        var seen = Interactions.Of(2, 4, [new(0, 0), new(0, 1), new(1, 1), new(1, 2)]);

        var scores = Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0, ListenerExponent = 1 }), [0], 4);

        // Entry (0, j) of the normalised product: sum over listeners of 1 / (degree of the listener x root of both tracks' degrees).
        scores[0].ShouldBe(0.5f, 1e-6f);
        scores[1].ShouldBe(0.5f / MathF.Sqrt(2), 1e-6f);
        scores[2].ShouldBe(0);
        scores[3].ShouldBe(0);
    }

    [Fact]
    public void The_smooth_part_reaches_tracks_that_no_neighbour_has()
    {
        var seen = Interactions.Of(3, 4, [new(0, 0), new(0, 1), new(1, 1), new(1, 2), new(2, 2), new(2, 3)]);

        Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0 }), [0], 4)[3].ShouldBe(0);
        Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 1 }), [0], 4)[3].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_larger_exponent_takes_from_popular_tracks()
    {
        var seen = Interactions.Of(11, 3, [new(0, 0), new(0, 1), new(0, 2), .. Enumerable.Range(1, 10).Select(listener => new Interaction(listener, 1))]);

        var (less, more) = (Ratio(0.2), Ratio(0.9));

        more.ShouldBeLessThan(less);

        float Ratio(double exponent)
        {
            var scores = Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0, PopularityExponent = exponent }), [0], 3);
            return scores[1] / scores[2];
        }
    }

    [Fact]
    public void Sharpening_takes_back_what_everybody_shares()
    {
        // Track 0 is everybody's; tracks 1 and 2 belong to the two halves.
        var seen = Interactions.Of(20, 4, Enumerable.Range(0, 20).SelectMany(listener => new Interaction[] { new(listener, 0), new(listener, 1 + (listener % 2)), new(listener, 3) }));

        var (soft, sharp) = (Ratio(0), Ratio(1));

        sharp.ShouldBeGreaterThan(1.2f * soft);

        float Ratio(double sharpening)
        {
            var scores = Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0, Sharpening = sharpening }), [1], 4);
            return scores[1] / scores[0];
        }
    }

    [Fact]
    public void One_term_of_sharpening_is_one_more_pass_taken_away()
    {
        var seen = Samples.Tribes();
        var normalized = new float[seen.Columns, seen.Columns];
        var degrees = Enumerable.Range(0, seen.Columns).Select(track => Math.Max(1, seen.Transpose().ColumnsOf(track).Length)).ToArray();
        for (var row = 0; row < seen.Rows; row++)
        {
            foreach (var x in seen.ColumnsOf(row))
            {
                foreach (var y in seen.ColumnsOf(row))
                    normalized[x, y] += 1 / (seen.ColumnsOf(row).Length * MathF.Sqrt(degrees[x]) * MathF.Sqrt(degrees[y]));
            }
        }

        var near = Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0, ListenerExponent = 1 }), [7], seen.Columns);
        var sharp = Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 0, ListenerExponent = 1, Sharpening = 0.5, SharpeningTerms = 1 }), [7], seen.Columns);

        for (var track = 0; track < seen.Columns; track++)
            sharp[track].ShouldBe(near[track] - (0.5f * Enumerable.Range(0, seen.Columns).Sum(other => near[other] * normalized[other, track])), 1e-6f);
    }

    [Fact]
    public void Filtering_the_same_graph_otherwise_is_as_building_it_so()
    {
        var seen = Samples.Tribes();
        var other = new GraphFilterOptions { Directions = 16, SmoothWeight = 0.1, SmoothPopularity = 0, OwnExponent = 0.3, PopularityExponent = 0.4, ListenerExponent = 0.7, Sharpening = 1 };

        Scores(GraphFilter.Of(seen, new GraphFilterOptions { Directions = 16 }).With(other), [3, 9], seen.Columns).ShouldBe(Scores(GraphFilter.Of(seen, other), [3, 9], seen.Columns));
    }

    [Fact]
    public void Scores_do_not_depend_on_threads_or_on_who_was_scored_before()
    {
        var seen = Samples.Uneven();
        var one = GraphFilter.Of(seen, new GraphFilterOptions { Directions = 32, Sharpening = 1, Threads = 1 });
        var scorer = GraphFilter.Of(seen, new GraphFilterOptions { Directions = 32, Sharpening = 1, Threads = 3 }).Open();
        var scores = new float[seen.Columns];
        for (var row = 0; row < seen.Rows; row++)
        {
            scorer(seen.ColumnsOf(row), seen.WeightsOf(row), scores);
            if (row % 50 == 0)
                scores.ShouldBe(Scores(one, seen.ColumnsOf(row), seen.Columns));
        }
    }

    private static float[] Scores(GraphFilter filter, ReadOnlySpan<int> has, int tracks)
    {
        var scores = new float[tracks];
        filter.Open()(has, [], scores);
        return scores;
    }
}
