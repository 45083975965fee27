using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Live;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Live;

public sealed class SketchSetTests
{
    [Fact]
    public void Order_repeats_and_parts_make_no_difference_and_a_repeat_changes_nothing() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var additions = Additions(random, random.Next(1, 1_500)).ToArray();
        var expected = SketchSetCodec.ToBytes(Of(additions));
        random.Shuffle(additions);
        var whole = new SketchSet();
        foreach (var part in additions.Chunk(random.Next(1, 200)))
        {
            whole.Merge(Of(part));
            whole.Merge(Of(part)).ShouldBeFalse();
        }

        SketchSetCodec.ToBytes(whole).ShouldBe(expected);
        whole.Bytes.ShouldBe(Of(additions).Bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_packed_is_what_is_read_no_larger_than_it_says_and_damaged_bytes_never_throw() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var set = Of(Additions(random, random.Next(0, 1_500)));
        var bytes = SketchSetCodec.ToBytes(set);
        bytes.Length.ShouldBeLessThanOrEqualTo(set.Bytes + 4);
        var read = SketchSetCodec.TryRead(bytes)!;
        SketchSetCodec.ToBytes(read).ShouldBe(bytes);
        read.Bytes.ShouldBe(set.Bytes);
        SketchSetCodec.TryRead(bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        SketchSetCodec.TryRead(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_full_set_lets_go_of_the_names_with_the_least_whatever_the_order_they_came_in()
    {
        var additions = Enumerable.Range(1, 40).SelectMany(name => Enumerable.Range(0, name).Select(i => ((UInt128)(ulong)name, LiveMeasure.Plays, LiveHash.OfListener($"{name}-{i}")))).ToArray();
        var kept = new List<byte[]>();
        foreach (var seed in (int[])[1, 2, 3])
        {
            new Random(seed).Shuffle(additions);
            var set = Of(additions);
            set.Trim(40, int.MaxValue).ShouldBe(0);
            set.Trim(39, int.MaxValue).ShouldBe(13);
            set.Groups.Keys.Order().First().ShouldBe((UInt128)14);
            kept.Add(SketchSetCodec.ToBytes(set));
        }

        kept.ShouldAllBe(one => one.SequenceEqual(kept[0]));
    }

    [Fact]
    public void Trimming_by_bytes_leaves_what_it_says_and_keeps_account()
    {
        var set = Of(Additions(new Random(1), 5_000));
        var bound = set.Bytes / 2;
        set.Trim(int.MaxValue, bound);
        set.Bytes.ShouldBeLessThanOrEqualTo(bound / 4 * 3);
        SketchSetCodec.TryRead(SketchSetCodec.ToBytes(set))!.Bytes.ShouldBe(set.Bytes);
    }

    private static List<(UInt128 Name, LiveMeasure Measure, ulong Hash)> Additions(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => ((UInt128)(ulong)random.Next(1 + (count / 10)), (LiveMeasure)random.Next(3), LiveHash.OfListener($"{random.Next(2_000)}"))).ToList();

    private static SketchSet Of(IEnumerable<(UInt128 Name, LiveMeasure Measure, ulong Hash)> additions)
    {
        var set = new SketchSet();
        foreach (var (name, measure, hash) in additions)
            set.Add(name, measure, hash);
        return set;
    }
}
