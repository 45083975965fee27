using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

/// <summary>Slots that are drawn to learn something, as Discover Weekly shows them.</summary>
public sealed class ExplorationTests
{
    [Fact]
    public void What_is_liked_where_it_is_drawn_is_drawn_more_often()
    {
        var (seen, liked, random) = (new int[80], new int[80], new SeededRandom(3));
        const int Good = 60;
        var late = 0;
        for (var round = 0; round < 400; round++)
        {
            foreach (var item in List(round, seen, liked).Items.Where(item => item.Slot == ListSlot.Explore))
            {
                var track = (int)(item.Track.Value >> 64);
                seen[track]++;
                liked[track] += random.NextDouble() < (track == Good ? 0.9 : 0.05) ? 1 : 0;
                late += round >= 300 && track == Good ? 1 : 0;
            }
        }

        // One of 56 that are left for six slots: an even draw would take it 11 times of 100.
        late.ShouldBeGreaterThan(45);
    }

    [Fact]
    public void What_an_even_draw_would_be_worth_is_told_by_what_was_drawn()
    {
        var random = new SeededRandom(4);
        var (tally, truth) = (OffPolicyTally.Empty, 0.0);
        var (seen, liked) = (new int[80], new int[80]);
        for (var track = 24; track < 80; track++)
            truth += Worth(track) / 56;
        for (var round = 0; round < 600; round++)
        {
            // The first of the drawn slots: there the even draw is over all that are left.
            foreach (var item in List(round, seen, liked).Items.Where(item => item.Slot == ListSlot.Explore && Math.Abs(item.Even - (1 / 56.0)) < 1e-9))
                tally = tally.With(new LoggedChoice(random.NextDouble() < Worth((int)(item.Track.Value >> 64)) ? 1 : 0, item.Propensity, item.Even));
        }

        tally.Choices.ShouldBe(600);
        var value = tally.Result()!.Normalised;
        truth.ShouldBeInRange(value.Low, value.High);
        tally.MeanReward.ShouldBeGreaterThan(truth, "Better ones are drawn more often.");

        static double Worth(int track) => track < 40 ? 0.8 : 0.1;
    }

    [Fact]
    public void Shards_of_choices_add_up_to_the_same()
    {
        var random = new SeededRandom(9);
        List<LoggedChoice> choices = [.. Enumerable.Range(0, 500).Select(_ => new LoggedChoice(random.NextDouble(), 0.05 + (0.9 * random.NextDouble()), random.NextDouble(), random.NextDouble(), random.NextDouble())), new LoggedChoice(double.NaN, 0.5, 0.5)];
        var whole = OffPolicy.Evaluate(choices)!;
        var shards = choices.Chunk(37).Select(some => some.Aggregate(OffPolicyTally.Empty, (tally, choice) => tally.With(choice))).Aggregate((one, other) => one.Plus(other)).Result()!;
        (shards.Choices, shards.Refused).ShouldBe((500, 1));
        foreach (var (one, other) in ((PolicyValue, PolicyValue)[])[(whole.Weighted, shards.Weighted), (whole.Normalised, shards.Normalised), (whole.DoublyRobust, shards.DoublyRobust)])
        {
            other.Value.ShouldBe(one.Value, 1e-9);
            other.Low.ShouldBe(one.Low, 1e-9);
        }
    }

    private static MadeList List(int listener, int[] seen, int[] liked) => DiscoverWeekly.Make(
        Made.Listener(listener),
        [.. Enumerable.Range(0, 80).Select(track => Made.Candidate(track, track, 80 - track) with { Explored = seen[track], ExploredWell = liked[track] })],
        BlendWeights.Default,
        Made.Monday,
        1);
}
