using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Vectors;

/// <summary>Sides that stand in files.</summary>
public sealed class MappedRowsTests : IDisposable
{
    private static readonly IalsOptions Options = new() { Dimensions = 16, Sweeps = 1, Threads = 2 };
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_solved_against_a_file_are_those_solved_against_memory_to_the_last_bit()
    {
        // More rows than are read together, some of listeners with more pairs than dimensions, so that both ways to solve are gone.
        var side = Ials.Begin(9_000, Options);
        var random = new SeededRandom(3);
        var pairs = Interactions.Of(60, 9_000, Enumerable.Range(0, 60).SelectMany(row => Enumerable.Range(0, 1 + row).Select(_ => new Interaction(row, random.Next(9_000), 1 + (float)random.NextDouble()))));
        var (expected, solved) = (new FactorMatrix(60, 16), new FactorMatrix(60, 16));
        Ials.SolveRows(pairs, FixedSide.Of(side, Ials.Gram(side), Options), 2, expected);
        using var mapped = await MappedRows.WriteAsync(_folder.Path, 9_000, 16, Blocks(side, 2_500));
        Ials.SolveRows(pairs, FixedSide.Of(mapped, _folder.Path, Options), 2, solved);
        solved.Values.ToArray().ShouldBe(expected.Values.ToArray());
    }

    [Fact]
    public async Task Too_few_or_too_many_rows_are_refused_and_nothing_is_left()
    {
        foreach (var rows in (int[])[8_999, 9_001])
            await Should.ThrowAsync<InvalidDataException>(() => MappedRows.WriteAsync(_folder.Path, rows, 16, Blocks(Ials.Begin(9_000, Options), 4_000)));
        Directory.EnumerateFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_refused()
    {
        using var mapped = await MappedRows.WriteAsync(_folder.Path, 10, 16, Blocks(Ials.Begin(10, Options), 10));
        Should.Throw<ArgumentOutOfRangeException>(() => mapped.Read(10, new float[16]));
        Should.Throw<ArgumentOutOfRangeException>(() => mapped.Read(-1, new float[16]));
    }

    private static async IAsyncEnumerable<FactorMatrix> Blocks(FactorMatrix all, int rows)
    {
        await Task.Yield();
        for (var from = 0; from < all.Rows; from += rows)
        {
            var block = new FactorMatrix(Math.Min(rows, all.Rows - from), all.Dimensions);
            all.Values.Slice(from * all.Dimensions, block.Values.Length).CopyTo(block.Values);
            yield return block;
        }
    }
}
