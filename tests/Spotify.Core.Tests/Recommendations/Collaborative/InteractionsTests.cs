using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class InteractionsTests
{
    [Fact]
    public void Poisoned_weights_change_nothing()
    {
        Interaction[] sound = [new(0, 1, 2), new(1, 0, 0.5f)];
        Interaction[] poison = [new(0, 0, float.NaN), new(0, 0, float.PositiveInfinity), new(1, 1, -3), new(1, 1, 0), new(0, 1, float.NaN)];

        Interactions.Of(2, 2, [.. sound, .. poison]).Pairs().ShouldBe(sound);
    }

    [Fact]
    public void The_order_of_pairs_does_not_matter_to_the_last_bit()
    {
        var pairs = Samples.Tribes().Pairs().SelectMany(pair => new[] { pair, pair with { Weight = pair.Weight / 3 }, pair with { Weight = 1e7f * pair.Weight } }).ToArray();
        var ordered = Interactions.Of(300, 200, pairs).Pairs().ToList();
        new SeededRandom(5).Shuffle(pairs.AsSpan());

        Interactions.Of(300, 200, pairs).Pairs().ShouldBe(ordered);
    }

    [Fact]
    public void Transposed_twice_is_the_same_and_blocks_together_are_the_whole()
    {
        var seen = Samples.Uneven();

        seen.Transpose().Transpose().Pairs().ShouldBe(seen.Pairs());
        seen.Transpose().Pairs().Count(pair => pair.Row == 7).ShouldBe(seen.Pairs().Count(pair => pair.Column == 7));
        new[] { (0, 100), (100, 1), (101, 199) }
            .SelectMany(block => seen.Block(block.Item1, block.Item2).Pairs().Select(pair => pair with { Row = pair.Row + block.Item1 }))
            .ShouldBe(seen.Pairs());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void A_pair_outside_is_refused(int row, int column)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Interactions.Of(2, 2, [new Interaction(row, column)])).ParamName.ShouldBe("pairs");
    }

    [Theory]
    [InlineData("starts", new[] { 0, 2, 1 }, new[] { 0 }, new[] { 1f })]
    [InlineData("starts", new[] { 1, 1 }, new[] { 0 }, new[] { 1f })]
    [InlineData("starts", new[] { 0, 1 }, new[] { 0 }, new[] { 1f, 2f })]
    [InlineData("columns", new[] { 0, 1 }, new[] { 3 }, new[] { 1f })]
    [InlineData("columns", new[] { 0, 2 }, new[] { 1, 1 }, new[] { 1f, 1f })]
    [InlineData("weights", new[] { 0, 1 }, new[] { 0 }, new[] { float.NaN })]
    [InlineData("weights", new[] { 0, 1 }, new[] { 0 }, new[] { 0f })]
    public void Arrays_that_are_no_matrix_are_refused_by_name(string name, int[] starts, int[] columns, float[] weights) =>
        Should.Throw<ArgumentException>(() => Interactions.OfRows(3, starts, columns, weights)).ParamName.ShouldBe(name);

    [Fact]
    public void Arrays_that_are_one_are_taken_as_they_are()
    {
        var seen = Interactions.OfRows(3, [0, 2, 2, 3], [0, 2, 1], [1, 2, 3]);

        seen.Pairs().ShouldBe(Interactions.Of(3, 3, [new(2, 1, 3), new(0, 2, 2), new(0, 0)]).Pairs());
    }
}
