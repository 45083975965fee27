using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Neighbours;

public sealed class ExactIndexTests
{
    [Fact]
    public void The_best_are_those_of_the_definition_for_any_shape_and_filter()
    {
        Prop.ForAll(
            Gen.Choose(0, 70).SelectMany(rows => Gen.Choose(1, 40).SelectMany(dimensions => Gen.Choose(1, 90).SelectMany(count => Gen.Choose(1, 4).Select(every => new int[] { rows, dimensions, count, every })))).ToArbitrary(),
            shape =>
            {
                var (rows, dimensions, count, every) = (shape[0], shape[1], shape[2], shape[3]);
                var vectors = TestVectors.Random(rows, dimensions, 7);
                var query = TestVectors.Random(1, dimensions, 8)[0].ToArray();
                foreach (var metric in Enum.GetValues<VectorMetric>())
                {
                    var found = new ExactIndex(vectors, metric).Search(query, count, row => row % every == 0);
                    var expected = Enumerable.Range(0, rows).Where(row => row % every == 0).OrderByDescending(row => Like(vectors, row, query, metric)).Take(count).ToList();
                    found.Select(neighbour => neighbour.Row).ShouldBe(expected);
                    found.ShouldAllBe(neighbour => Math.Abs(neighbour.Score - Like(vectors, neighbour.Row, query, metric)) < 1e-4);
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_equals_the_lower_row_comes_first()
    {
        var vectors = new FactorMatrix(9, 3);
        vectors.Values.Fill(1);
        new ExactIndex(vectors, VectorMetric.InnerProduct).Search([1, 1, 1], 4).Select(neighbour => neighbour.Row).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void A_vector_of_zeros_is_like_nothing()
    {
        var vectors = new FactorMatrix(2, 2);
        vectors[1][0] = -1;
        var found = new ExactIndex(vectors, VectorMetric.Cosine).Search([3, 0], 2);
        found.ShouldBe([new Neighbour(0, 0), new Neighbour(1, -1)]);
        new ExactIndex(vectors, VectorMetric.Cosine).Search([0, 0], 2).ShouldAllBe(neighbour => neighbour.Score == 0);
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        var vectors = new FactorMatrix(3, 2);
        vectors[2][1] = float.NaN;
        Should.Throw<ArgumentException>(() => new ExactIndex(vectors, VectorMetric.InnerProduct)).Message.ShouldContain("row 2");
        vectors[2][1] = 0;
        var index = new ExactIndex(vectors, VectorMetric.InnerProduct);
        Should.Throw<ArgumentException>(() => index.Search([1, float.PositiveInfinity], 1)).Message.ShouldContain("finite");
        Should.Throw<ArgumentException>(() => index.Search([1], 1)).Message.ShouldContain("2 figures, not 1");
        Should.Throw<ArgumentOutOfRangeException>(() => index.Search([1, 1], 0));
    }

    private static double Like(FactorMatrix vectors, int row, float[] query, VectorMetric metric)
    {
        double product = 0, own = 0, other = 0;
        for (var i = 0; i < query.Length; i++)
        {
            product += (double)vectors[row][i] * query[i];
            own += (double)vectors[row][i] * vectors[row][i];
            other += (double)query[i] * query[i];
        }

        return metric == VectorMetric.Cosine ? product / Math.Sqrt(own * other) : product;
    }
}
