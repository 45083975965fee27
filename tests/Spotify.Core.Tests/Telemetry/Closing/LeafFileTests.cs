using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Closing;

public sealed class LeafFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    [InlineData(70_000)]
    public async Task The_file_has_the_root_of_its_leaves_and_proves_each_of_them(int count)
    {
        var leaves = Leaves(count, count);
        var (file, bytes) = await WriteAsync(leaves);
        file.Leaves.ShouldBe(count);
        file.Root.ShouldBe(Merkle.RootOf(Array.ConvertAll(leaves, leaf => leaf.Hash)));
        file.Sha256.ToString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        bytes.Length.ShouldBe((int)new LeafFileLayout(count).Length);

        (await LeafFileRoot.ComputeAsync(count, Reads(bytes, []), default)).ShouldBe(file.Root);

        var reader = new LeafFileReader(count, Reads(bytes, []));
        foreach (var index in Enumerable.Range(0, count).Where(i => count < 100 || i % 97 == 0 || i >= count - 2))
        {
            (await reader.FindAsync(leaves[index].PlayId, default)).ShouldBe((index, leaves[index]));
            Merkle.IsIncluded(leaves[index].Hash, index, count, await reader.ProveAsync(index, default), file.Root).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_proof_over_three_levels_of_roots_holds()
    {
        // Over a million leaves: the level of a root for each 1,024 has a level above it.
        var leaves = Enumerable.Range(0, (1024 * 1024) + 1030).Select(i => new LedgerLeaf((UInt128)i << 100, 0, new Hash256((UInt128)i, 1))).ToArray();
        var (file, bytes) = await WriteAsync(leaves);
        new LeafFileLayout(leaves.Length).Levels.ShouldBe(2);
        var reader = new LeafFileReader(leaves.Length, Reads(bytes, []));
        foreach (var index in (int[])[0, 1023, 1024, 500_000, 1024 * 1024, leaves.Length - 1])
            Merkle.IsIncluded(leaves[index].Hash, index, leaves.Length, await reader.ProveAsync(index, default), file.Root).ShouldBeTrue();
    }

    [Fact]
    public async Task A_play_is_found_with_few_reads_and_one_that_is_not_there_is_missed_with_few()
    {
        var leaves = Leaves(3, 200_000);
        var (_, bytes) = await WriteAsync(leaves);
        var (reads, worst, random) = (new List<int>(), 0, new Random(1));
        var reader = new LeafFileReader(leaves.Length, Reads(bytes, reads));
        for (var i = 0; i < 300; i++)
        {
            reads.Clear();
            if (i % 2 == 0)
                (await reader.FindAsync(leaves[random.Next(leaves.Length)].PlayId, default)).ShouldNotBeNull();
            else
                (await reader.FindAsync(Plays.Id(random), default)).ShouldBeNull();
            worst = Math.Max(worst, reads.Count);
        }

        worst.ShouldBeLessThanOrEqualTo(4);
        reads.ShouldAllBe(length => length <= 64 * 1024);
    }

    [Fact]
    public async Task Ids_that_are_no_hashes_are_found_by_halving()
    {
        var leaves = Enumerable.Range(0, 100_000).Select(i => new LedgerLeaf(i < 99_999 ? (UInt128)i : UInt128.MaxValue, 0, default)).ToArray();
        var (_, bytes) = await WriteAsync(leaves);
        var reads = new List<int>();
        (await new LeafFileReader(leaves.Length, Reads(bytes, reads)).FindAsync(77_777, default))!.Value.Index.ShouldBe(77_777);
        reads.Count.ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task Leaves_out_of_order_are_a_bug()
    {
        using var writer = new LeafFileWriter(Stream.Null);
        await writer.AddAsync(new LedgerLeaf(2, 0, default), default);
        Should.Throw<ArgumentException>(() => writer.AddAsync(new LedgerLeaf(2, 0, default), default).AsTask().GetAwaiter().GetResult());
    }

    [Fact]
    public void Any_order_of_plays_in_any_cut_into_runs_gives_the_same_file_and_the_same_rows() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var plays = Plays.Random(seed, random.Next(0, 300));
            var expected = Close(plays, runs: 1, capacity: 1000, random);
            var shuffled = plays.ToArray();
            random.Shuffle(shuffled);
            var found = Close(shuffled, random.Next(1, 6), random.Next(1, 50), random);
            found.ShouldBe(expected);
            // And what the rows say is what the plays say.
            var rows = plays.GroupBy(LedgerRowKey.Of).Select(group => new LedgerRow(group.Key, group.Aggregate(default(LedgerSums), (sums, play) => sums + LedgerSums.Of(play))));
            expected.Rows.Split('\n').Order(StringComparer.Ordinal).ShouldBe(rows.Select(row => row.ToString()).DefaultIfEmpty("").Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public async Task A_play_that_is_there_twice_is_one_leaf_and_another_of_its_id_a_fault()
    {
        var leaf = new LedgerLeaf(7, 1, new Hash256(1, 1));
        (await MergeAsync(RunFormats.Leaves, [[leaf], [leaf]])).ShouldBe([leaf]);
        (await Should.ThrowAsync<InvalidDataException>(() => MergeAsync(RunFormats.Leaves, [[leaf], [leaf with { Hash = default }]]))).Message.ShouldContain("twice");
    }

    [Fact]
    public async Task A_damaged_run_is_noticed()
    {
        var buffer = new RunBuffer<LedgerRow>(RunFormats.Rows, 1, _ => 0, 100);
        foreach (var play in Plays.Random(1, 50))
            buffer.Add(new LedgerRow(LedgerRowKey.Of(play), LedgerSums.Of(play)));
        var spill = buffer.Spill();
        var (offset, length) = RunSpill.Section(spill.Span[..8], 0);
        var reader = new RunReader<LedgerRow>(RunFormats.Rows, Reads(spill.ToArray(), []), offset, length - 1);
        await Should.ThrowAsync<InvalidDataException>(async () =>
        {
            while (await reader.MoveNextAsync(default))
            {
            }
        });
    }

    private static (string File, string Rows) Close(IReadOnlyList<LedgerPlay> plays, int runs, int capacity, Random random)
    {
        var leafRuns = new List<ReadOnlyMemory<byte>>();
        var rowRuns = new List<ReadOnlyMemory<byte>>();
        foreach (var part in plays.GroupBy(_ => random.Next(runs)))
        {
            var leaves = new RunBuffer<LedgerLeaf>(RunFormats.Leaves, 1, _ => 0, capacity);
            var rows = new RunBuffer<LedgerRow>(RunFormats.Rows, 1, _ => 0, capacity);
            foreach (var play in part)
            {
                if (leaves.Add(new LedgerLeaf(LedgerId.Parse(play.Id, "play"), LedgerId.Parse(play.Listener, "pseudonym"), LedgerEncoding.LeafOf(default, play))))
                    leafRuns.Add(leaves.Spill());
                if (rows.Add(new LedgerRow(LedgerRowKey.Of(play), LedgerSums.Of(play))))
                    rowRuns.Add(rows.Spill());
            }

            leafRuns.Add(leaves.Spill());
            rowRuns.Add(rows.Spill());
        }

        var merged = ReadAsync(RunFormats.Leaves, leafRuns).ToBlockingEnumerable().ToArray();
        var (file, bytes) = WriteAsync(merged).GetAwaiter().GetResult();
        return (file + Convert.ToHexString(bytes), string.Join('\n', ReadAsync(RunFormats.Rows, rowRuns).ToBlockingEnumerable()));
    }

    private static IAsyncEnumerable<T> ReadAsync<T>(RunFormat<T> format, List<ReadOnlyMemory<byte>> spills) => RunMerge.MergeAsync(
        format,
        spills.ConvertAll(spill =>
        {
            var (offset, length) = RunSpill.Section(spill.Span[..8], 0);
            return new RunReader<T>(format, Reads(spill.ToArray(), []), offset, length, bufferBytes: 7);
        }),
        default);

    private static async Task<List<T>> MergeAsync<T>(RunFormat<T> format, IReadOnlyList<T[]> runs)
    {
        var merged = new List<T>();
        await foreach (var item in ReadAsync(format, [.. runs.Select(run =>
        {
            var buffer = new RunBuffer<T>(format, 1, _ => 0, 100);
            Array.ForEach(run, item => buffer.Add(item));
            return buffer.Spill();
        })]))
            merged.Add(item);
        return merged;
    }

    private static async Task<(LeafFile File, byte[] Bytes)> WriteAsync(LedgerLeaf[] leaves)
    {
        using var output = new MemoryStream();
        using var writer = new LeafFileWriter(output);
        foreach (var leaf in leaves)
            await writer.AddAsync(leaf, default);
        var file = await writer.CompleteAsync(default);
        return (file, output.ToArray());
    }

    private static RangeRead Reads(byte[] bytes, List<int> lengths) => (offset, into, _) =>
    {
        lengths.Add(into.Length);
        bytes.AsMemory((int)offset, into.Length).CopyTo(into);
        return ValueTask.CompletedTask;
    };

    private static LedgerLeaf[] Leaves(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new LedgerLeaf(Plays.Id(random), Plays.Id(random), new Hash256(Plays.Id(random), 0))).OrderBy(leaf => leaf.PlayId)];
    }
}
