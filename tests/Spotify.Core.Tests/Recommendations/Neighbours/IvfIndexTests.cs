using Shouldly;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Neighbours;

public sealed class IvfIndexTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    public void Nearly_all_of_the_exact_hundred_are_found_in_a_part_of_the_lists(VectorMetric metric)
    {
        var (vectors, queries) = (TestVectors.Clustered(6000, 37, 60, 3), TestVectors.Clustered(20, 37, 60, 3));
        using var index = Open(vectors, metric, probes: 12);
        var (exact, hits) = (new ExactIndex(vectors, metric), 0);
        for (var i = 0; i < queries.Rows; i++)
        {
            var (found, all) = (index.Search(queries[i], 100), exact.Search(queries[i], 100).ToDictionary(neighbour => neighbour.Row, neighbour => neighbour.Score));
            found.Count.ShouldBe(100);
            // What is found has its exact score.
            found.ShouldAllBe(neighbour => !all.ContainsKey(neighbour.Row) || Math.Abs(all[neighbour.Row] - neighbour.Score) < 1e-4);
            hits += found.Count(neighbour => all.ContainsKey(neighbour.Row));
        }

        (hits / 2000.0).ShouldBeGreaterThan(0.95);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 16)]
    [InlineData(700, 20)]
    public void All_lists_find_what_an_exact_scan_finds(int rows, int dimensions)
    {
        var vectors = TestVectors.Random(rows, dimensions, 4);
        var query = TestVectors.Random(1, dimensions, 5)[0].ToArray();
        using var index = Open(vectors, VectorMetric.InnerProduct, probes: rows, reranked: rows);
        index.Search(query, 10, row => row % 3 != 1).Select(neighbour => neighbour.Row)
            .ShouldBe(new ExactIndex(vectors, VectorMetric.InnerProduct).Search(query, 10, row => row % 3 != 1).Select(neighbour => neighbour.Row));
    }

    [Fact]
    public void As_many_as_are_wanted_are_found_however_few_are_allowed()
    {
        var vectors = TestVectors.Clustered(4000, 16, 30, 6);
        using var index = Open(vectors, VectorMetric.Cosine, probes: 1);
        var rare = Enumerable.Range(0, 8).Select(i => i * 499).ToHashSet();
        index.Search(vectors[17], 8, rare.Contains).Select(neighbour => neighbour.Row).Order().ShouldBe(rare.Order());
        index.Search(vectors[17], 20, rare.Contains).Count.ShouldBe(8);
        index.Search(vectors[17], 20, _ => false).ShouldBeEmpty();
    }

    [Fact]
    public void However_few_are_allowed_no_more_vectors_are_compared_than_a_bound_says()
    {
        var vectors = TestVectors.Clustered(4000, 16, 30, 6);
        using var index = Open(vectors, VectorMetric.Cosine, probes: 12);
        foreach (var most in (int[])[1, 63, 700, 4000])
        {
            index.Search(vectors[17], 50, most, _ => false).ShouldSatisfyAllConditions(none => none.Found.ShouldBeEmpty(), none => none.Compared.ShouldBe(index.Lists + most));
            index.Search(vectors[17], 50, most).Compared.ShouldBeLessThanOrEqualTo(index.Lists + most);
        }

        index.Search(vectors[17], 50, 4000).Found.ShouldBe(index.Search(vectors[17], 50));
        Should.Throw<ArgumentOutOfRangeException>(() => index.Search(vectors[17], 50, 0));
    }

    [Fact]
    public void The_same_vectors_and_seed_make_the_same_bytes_for_any_number_of_threads()
    {
        var vectors = TestVectors.Clustered(3000, 24, 30, 7);
        byte[] Bytes(int threads, ulong seed)
        {
            IvfIndex.Build(vectors, VectorMetric.InnerProduct, _folder.File("bytes"), new IvfOptions { Threads = threads, Seed = seed });
            return File.ReadAllBytes(_folder.File("bytes"));
        }

        var bytes = Bytes(1, 1);
        Bytes(4, 1).ShouldBe(bytes);
        Bytes(4, 2).ShouldNotBe(bytes);
        Directory.GetFiles(Path.GetDirectoryName(_folder.File("bytes"))!).Length.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_is_cut_or_damaged_is_no_index()
    {
        var (path, vectors) = (_folder.File("index"), TestVectors.Random(200, 8, 8));
        IvfIndex.Build(vectors, VectorMetric.Cosine, path);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);
        IvfIndex.TryOpen(path).ShouldBeNull();
        File.WriteAllBytes(path, []);
        IvfIndex.TryOpen(path).ShouldBeNull();
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);
        IvfIndex.TryOpen(path).ShouldBeNull();
        vectors[5][1] = float.NaN;
        Should.Throw<ArgumentException>(() => IvfIndex.Build(vectors, VectorMetric.Cosine, path)).Message.ShouldContain("row 5");
        Should.Throw<ArgumentException>(() => IvfIndex.Build(new FactorMatrix(0, 8), VectorMetric.Cosine, path)).Message.ShouldContain("no vector");
    }

    [Fact]
    public void A_closed_index_says_so()
    {
        var index = Open(TestVectors.Random(50, 8, 9), VectorMetric.Cosine, probes: 1);
        index.Dispose();
        Should.Throw<ObjectDisposedException>(() => index.Search(new float[8], 1));
    }

    private IvfIndex Open(FactorMatrix vectors, VectorMetric metric, int probes, int reranked = 4)
    {
        IvfIndex.Build(vectors, metric, _folder.File("index"));
        return IvfIndex.TryOpen(_folder.File("index"), probes: probes, reranked: reranked)!;
    }
}
