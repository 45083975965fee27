using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Vectors;

public sealed class TruncatedSvdTests
{
    [Fact]
    public void Singular_values_that_are_known_are_found()
    {
        // A block of ones, 4 x 9, has the one singular value 6; 2 x 8 has 4; 1 x 1 of weight 3 has 3.
        var pairs = Block(0, 4, 0, 9).Concat(Block(4, 2, 9, 8)).Append(new Interaction(6, 17, 3));
        var svd = TruncatedSvd.Of(Interactions.Of(10, 20, pairs), 8);

        svd.Values.Count.ShouldBe(3);
        svd.Values.Zip([6.0, 4.0, 3.0]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        Math.Abs(svd.Right[0][3]).ShouldBe(1 / 3f, 1e-4f);
        Math.Abs(svd.Right[2][17]).ShouldBe(1, 1e-4f);

        static IEnumerable<Interaction> Block(int row, int rows, int column, int columns) =>
            Enumerable.Range(row, rows).SelectMany(r => Enumerable.Range(column, columns).Select(c => new Interaction(r, c)));
    }

    [Fact]
    public void Vectors_are_at_right_angles_and_keep_as_much_of_the_matrix_as_their_values_say()
    {
        var matrix = Samples.Tribes();
        var svd = TruncatedSvd.Of(matrix, 12);
        var kept = 0.0;
        for (var i = 0; i < svd.Right.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
                Dot(svd.Right[i], svd.Right[j]).ShouldBe(i == j ? 1 : 0, 1e-4);
            for (var row = 0; row < matrix.Rows; row++)
            {
                var product = 0.0;
                for (var at = 0; at < matrix.ColumnsOf(row).Length; at++)
                    product += matrix.WeightsOf(row)[at] * svd.Right[i][matrix.ColumnsOf(row)[at]];
                kept += product * product;
            }
        }

        kept.ShouldBe(svd.Values.Sum(value => value * value), kept * 1e-4);
        kept.ShouldBeLessThanOrEqualTo(matrix.Pairs().Sum(pair => (double)pair.Weight * pair.Weight));

        static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++)
                sum += (double)x[i] * y[i];
            return sum;
        }
    }

    [Fact]
    public void One_thread_and_three_give_the_same_bytes()
    {
        Samples.Hash(TruncatedSvd.Of(Samples.Tribes(), 20, threads: 3).Right).ShouldBe(Samples.Hash(TruncatedSvd.Of(Samples.Tribes(), 20, threads: 1).Right));
    }

    [Fact]
    public void An_empty_matrix_has_no_directions()
    {
        TruncatedSvd.Of(Interactions.Of(0, 0, []), 5).Values.ShouldBeEmpty();
        TruncatedSvd.Of(Interactions.Of(4, 4, []), 5).Values.ShouldBeEmpty();
    }
}
