using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Money;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Money;

public sealed class LargestRemainderTests
{
    [Fact]
    public void Units_that_are_left_go_to_the_largest_rests_and_then_to_the_first()
    {
        LargestRemainder.Divide(100, [1, 1, 1]).ShouldBe([34L, 33, 33]);
        LargestRemainder.Divide(7, [1, 2, 4]).ShouldBe([1L, 2, 4]);
        LargestRemainder.Divide(10, [1, 0, 2]).ShouldBe([3L, 0, 7]);
        LargestRemainder.Divide(1, [1, 1, 2]).ShouldBe([0L, 0, 1]);
    }

    [Fact]
    public void Without_weights_nobody_gets_anything()
    {
        LargestRemainder.Divide(100, [0, 0]).ShouldBe([0L, 0]);
        LargestRemainder.Divide(100, Array.Empty<Int128>()).ShouldBeEmpty();
        LargestRemainder.Divide(100, Array.Empty<BigInteger>()).ShouldBeEmpty();
    }

    [Fact]
    public void Amounts_and_weights_below_nothing_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => LargestRemainder.Divide(-1, [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => LargestRemainder.Divide(1, [-1, 2]));
        Should.Throw<ArgumentOutOfRangeException>(() => LargestRemainder.Divide(1, new BigInteger[] { -1, 2 }));
    }

    [Fact]
    public void Weights_of_any_size_are_exact()
    {
        LargestRemainder.Divide(long.MaxValue, [Int128.MaxValue, Int128.MaxValue]).ShouldBe([4_611_686_018_427_387_904L, 4_611_686_018_427_387_903L]);
        var huge = BigInteger.Pow(10, 60);
        LargestRemainder.Divide(100, [huge, huge * 2]).ShouldBe([33L, 67]);
    }

    [Fact]
    public void Parts_come_to_the_amount_and_are_within_a_unit_of_their_exact_part() =>
        Prop.ForAll(Cases().ToArbitrary(), given =>
        {
            var parts = LargestRemainder.Divide(given.Amount, given.Weights);
            var total = given.Weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
            var exact = given.Weights.Select(weight => (BigInteger)given.Amount * weight).ToList();
            return total.IsZero
                ? parts.All(part => part == 0)
                : parts.Sum() == given.Amount && parts.Select((part, i) => BigInteger.Abs((part * total) - exact[i]) < total).All(isNear => isNear);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Both_ways_of_calculating_agree() =>
        Prop.ForAll(Cases().ToArbitrary(), given =>
            LargestRemainder.Divide(given.Amount, given.Weights).SequenceEqual(LargestRemainder.Divide(given.Amount, given.Weights.Select(weight => (BigInteger)weight).ToList())))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Parts_that_do_not_come_to_the_amount_are_refused()
    {
        Should.Throw<ArgumentException>(() => LargestRemainder.Round(3, [new Fraction(1, 2), new Fraction(1, 2)]));
        LargestRemainder.Round(1, [new Fraction(-1, 3), new Fraction(4, 3)]).ShouldBe([0L, 1]);
    }

    private static Gen<Case> Cases() =>
        from amount in Gen.OneOf(Gen.Choose(0, 500).Select(value => (long)value), Gen.Choose(0, int.MaxValue).Select(value => value * 1_000_003L))
        from weights in Gen.OneOf(
            Gen.Choose(0, 9).Select(value => (Int128)value),
            Gen.Choose(0, int.MaxValue).Select(value => (Int128)value * value * value)).ListOf()
        select new Case(amount, [.. weights]);

    private sealed record Case(long Amount, Int128[] Weights);
}
