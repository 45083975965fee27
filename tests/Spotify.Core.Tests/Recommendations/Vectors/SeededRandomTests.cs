using Shouldly;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Vectors;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_numbers_are_those_of_SplitMix64()
    {
        var random = new SeededRandom(1234567);

        new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() }
            .ShouldBe([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL]);
    }

    [Fact]
    public void Each_key_has_a_sequence_of_its_own()
    {
        var firsts = Enumerable.Range(0, 10_000).Select(key => SeededRandom.For(1, (UInt128)key << (key % 100)).NextUInt64()).Distinct();

        firsts.Count().ShouldBeGreaterThan(9_900);
        SeededRandom.For(1, 5).NextUInt64().ShouldBe(SeededRandom.For(1, 5).NextUInt64());
        SeededRandom.For(1, 5).NextUInt64().ShouldNotBe(SeededRandom.For(2, 5).NextUInt64());
    }

    [Fact]
    public void Numbers_below_a_bound_are_even_and_normal_ones_normal()
    {
        var random = new SeededRandom(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        var normal = Enumerable.Range(0, 50_000).Select(_ => random.NextGaussian()).ToList();

        counts.ShouldAllBe(count => count > 9_600 && count < 10_400);
        normal.Average().ShouldBe(0, 0.02);
        normal.Average(value => value * value).ShouldBe(1, 0.03);
        normal.Count(value => Math.Abs(value) < 1).ShouldBeInRange(33_600, 34_650);
    }

    [Fact]
    public void Shuffling_loses_nothing()
    {
        var items = Enumerable.Range(0, 100).ToArray();

        new SeededRandom(9).Shuffle(items.AsSpan());

        items.ShouldNotBe(Enumerable.Range(0, 100));
        items.Order().ShouldBe(Enumerable.Range(0, 100));
    }
}
