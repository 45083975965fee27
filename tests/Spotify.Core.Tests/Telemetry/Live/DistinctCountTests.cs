using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Live;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Live;

public sealed class DistinctCountTests
{
    // On both sides of the bound, and around it.
    private static readonly Gen<int> Sizes = Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(DistinctCount.ExactUpTo - 5, DistinctCount.ExactUpTo + 5), Gen.Choose(0, 2_000));

    [Fact]
    public void It_is_exact_up_to_the_bound()
    {
        var count = new DistinctCount();
        for (var i = 1; i <= DistinctCount.ExactUpTo; i++)
        {
            count.Add(Hash(1, i)).ShouldBeTrue();
            count.Add(Hash(1, i)).ShouldBeFalse();
            count.Count.ShouldBe(i);
        }

        count.IsExact.ShouldBeTrue();
        count.Add(Hash(1, 0)).ShouldBeTrue();
        count.IsExact.ShouldBeFalse();
    }

    [Fact]
    public void Its_state_depends_on_nothing_but_the_set_of_hashes() => Prop.ForAll(Pairs(), pair =>
    {
        var (random, hashes) = (new Random(pair.Seed), Hashes(pair.Seed, pair.First));
        var ordered = Bytes(Of(hashes));
        // Shuffled, with repeats, and put together from parts.
        var some = hashes.Concat(hashes.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(some);
        Bytes(Of(some)).ShouldBe(ordered);
        var whole = new DistinctCount();
        foreach (var part in some.Chunk(Math.Max(1, random.Next(some.Length + 1))))
            whole.Merge(Of(part));
        Bytes(whole).ShouldBe(ordered);
        whole.Count.ShouldBe(Of(hashes).Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_is_idempotent_commutative_and_associative() => Prop.ForAll(Pairs(), pair =>
    {
        var (a, b, c) = (Hashes(pair.Seed, pair.First), Hashes(pair.Seed, pair.Second).Concat(Hashes(pair.Seed + 1, 30)), Hashes(pair.Seed + 2, pair.First / 2));
        Bytes(Merged(Of(a), Of(a))).ShouldBe(Bytes(Of(a)));
        Of(a).Merge(Of(a)).ShouldBeFalse();
        Bytes(Merged(Of(a), Of(b))).ShouldBe(Bytes(Merged(Of(b), Of(a))));
        Bytes(Merged(Merged(Of(a), Of(b)), Of(c))).ShouldBe(Bytes(Merged(Of(a), Merged(Of(b), Of(c)))));
        Merged(Of(a), Of(b)).Merge(Of(b)).ShouldBeFalse();
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Its_error_is_that_of_the_theory(int size)
    {
        // 1.04 / sqrt(4096) = 1.6 %: no estimate beyond five times that, and all of them together not beyond it by more than chance.
        var runs = size == 1_000_000 ? 8 : 40;
        var errors = Enumerable.Range(1, runs).Select(seed => ((double)Of(Hashes(seed, size)).Count / size) - 1).ToList();
        errors.ShouldAllBe(error => Math.Abs(error) < 0.08);
        Math.Sqrt(errors.Average(error => error * error)).ShouldBeLessThan(0.026);
        Math.Abs(errors.Average()).ShouldBeLessThan(0.016);
    }

    [Fact]
    public void What_is_packed_is_what_is_read_and_damaged_bytes_are_refused_or_read_and_never_throw() => Prop.ForAll(Pairs(), pair =>
    {
        var random = new Random(pair.Seed);
        var bytes = Bytes(Of(Hashes(pair.Seed, pair.First)));
        bytes.Length.ShouldBeLessThanOrEqualTo(3_100);
        Bytes(DistinctCountCodec.TryRead(bytes)!).ShouldBe(bytes);
        DistinctCountCodec.TryRead(bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        DistinctCountCodec.TryRead(bytes);
        random.NextBytes(bytes);
        DistinctCountCodec.TryRead(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        foreach (var size in (int[])[3, 1_000])
        {
            var one = Of(Hashes(1, size));
            var before = Bytes(one);
            one.Copy().Merge(Of(Hashes(2, 1_000))).ShouldBeTrue();
            Bytes(one).ShouldBe(before);
        }
    }

    private static Arbitrary<(int Seed, int First, int Second)> Pairs() =>
        (from seed in Gen.Choose(0, 1_000_000) from first in Sizes from second in Sizes select (seed, first, second)).ToArbitrary();

    private static ulong Hash(int seed, int i) => LiveHash.OfListener($"{seed}-{i}");

    private static ulong[] Hashes(int seed, int size) => [.. Enumerable.Range(0, size).Select(i => Hash(seed, i))];

    private static DistinctCount Of(IEnumerable<ulong> hashes)
    {
        var count = new DistinctCount();
        foreach (var hash in hashes)
            count.Add(hash);
        return count;
    }

    private static DistinctCount Merged(DistinctCount left, DistinctCount right)
    {
        left.Merge(right);
        return left;
    }

    private static byte[] Bytes(DistinctCount count) => DistinctCountCodec.ToBytes(count);
}
