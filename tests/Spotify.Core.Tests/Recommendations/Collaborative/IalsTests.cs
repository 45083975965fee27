using Shouldly;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Spotify.TestSupport.Recommendations;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Collaborative;

public sealed class IalsTests
{
    private static readonly IalsOptions Options = new() { Dimensions = 16, Sweeps = 4, Unobserved = 0.1, Regularization = 0.01 };

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(7)]
    [InlineData(64)]
    public void Each_row_is_what_its_normal_equations_say(int dimensions)
    {
        var (seen, options) = (Samples.Uneven(), Options with { Dimensions = dimensions, InitialSpread = 1, Exponent = 0.7 });
        var (tracks, listeners) = (Ials.Begin(seen.Columns, options), new FactorMatrix(seen.Rows, dimensions));

        Ials.SolveRows(seen, tracks, Ials.Gram(tracks), options, listeners);

        for (var row = 0; row < 40; row++)
        {
            var expected = Reference(seen, tracks, options, row);
            for (var i = 0; i < dimensions; i++)
                ((double)listeners[row][i]).ShouldBe(expected[i], 2e-4, $"row {row}, figure {i}");
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bytes()
    {
        var one = Ials.Train(Samples.Uneven(), Options with { Threads = 1 });
        var three = Ials.Train(Samples.Uneven(), Options with { Threads = 3 });

        Samples.Hash(three.Tracks).ShouldBe(Samples.Hash(one.Tracks));
        Samples.Hash(three.Listeners).ShouldBe(Samples.Hash(one.Listeners));
        Samples.Hash(Ials.Train(Samples.Uneven(), Options with { Seed = 2 }).Tracks).ShouldNotBe(Samples.Hash(one.Tracks));
    }

    [Fact]
    public void Half_a_sweep_by_blocks_gives_the_same_bytes_as_the_whole()
    {
        var seen = Samples.Uneven();
        var tracks = Ials.Begin(seen.Columns, Options);
        var (gram, whole) = (Ials.Gram(tracks), new FactorMatrix(seen.Rows, Options.Dimensions));
        Ials.SolveRows(seen, tracks, gram, Options, whole);

        var joined = new FactorMatrix(seen.Rows, Options.Dimensions);
        foreach (var (from, count) in new[] { (0, 64), (64, 1), (65, 235) })
        {
            var block = new FactorMatrix(count, Options.Dimensions);
            Ials.SolveRows(seen.Block(from, count), tracks, gram, Options, block);
            block.Values.CopyTo(joined.Values[(from * Options.Dimensions)..]);
        }

        Samples.Hash(joined).ShouldBe(Samples.Hash(whole));
    }

    [Fact]
    public void The_objective_falls_with_every_sweep()
    {
        var costs = Enumerable.Range(1, 6).Select(sweeps => Cost(Samples.Uneven(), Ials.Train(Samples.Uneven(), Options with { Sweeps = sweeps }))).ToList();

        costs.Zip(costs.Skip(1)).ShouldAllBe(pair => pair.Second <= pair.First * 1.00001);
    }

    [Fact]
    public void A_listener_who_is_folded_in_gets_the_vector_that_training_gave_him()
    {
        var seen = Samples.Uneven();
        var model = Ials.Train(seen, Options);
        var (solver, vector) = (new RowSolver(model.FixTracks()), new float[Options.Dimensions]);

        foreach (var row in new[] { 0, 3, 5, 299 })
        {
            solver.Solve(seen.ColumnsOf(row), seen.WeightsOf(row), vector);
            vector.ShouldBe(model.Listeners[row].ToArray());
        }

        model.Listeners[3].ToArray().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Permuting_listeners_permutes_their_vectors_alone()
    {
        var seen = Samples.Tribes();
        var order = Enumerable.Range(0, seen.Rows).ToArray();
        new SeededRandom(8).Shuffle(order.AsSpan());
        var (model, other) = (Ials.Train(seen, Options), Ials.Train(Interactions.Of(seen.Rows, seen.Columns, seen.Pairs().Select(pair => pair with { Row = order[pair.Row] })), Options));

        for (var row = 0; row < seen.Rows; row++)
        {
            for (var track = 0; track < seen.Columns; track += 17)
                Product(model, row, track).ShouldBe(Product(other, order[row], track), 2e-3);
        }
    }

    [Fact]
    public void Tracks_of_the_own_tribe_come_first()
    {
        var split = HeldOut.Of(Samples.Tribes(), 0.2, 1);

        var quality = Ranking.Measure(split.Rest, split.Held, new IalsSignal(Ials.Train(split.Rest, Options)));

        // 200 tracks, 40 of the tribe: 20 by chance are a tenth, 20 of the own tribe alone more than half of what is left of it.
        quality.Recall.ShouldBeGreaterThan(0.4);
    }

    [DataFact(RankingData.LastFmFolder)]
    public void On_Last_fm_it_finds_at_least_what_a_plain_reference_does()
    {
        var data = RankingData.LastFm();
        var model = Ials.Train(data.Train, new IalsOptions { Dimensions = 64, Unobserved = 0.03, Regularization = 0.01, Sweeps = 16 });

        var quality = Ranking.Measure(data.Train, data.Test, new IalsSignal(model));

        quality.Listeners.ShouldBe(1871);
        quality.Recall.ShouldBeGreaterThan(0.275);
        quality.Ndcg.ShouldBeGreaterThan(0.270);
    }

    private static double[] Reference(Interactions seen, FactorMatrix others, IalsOptions options, int row)
    {
        var size = others.Dimensions;
        var (matrix, right) = (new double[size, size], new double[size]);
        for (var other = 0; other < others.Rows; other++)
            Add(matrix, others[other], options.Unobserved);
        var columns = seen.ColumnsOf(row);
        var weights = seen.WeightsOf(row);
        for (var i = 0; i < columns.Length; i++)
        {
            Add(matrix, others[columns[i]], weights[i]);
            for (var k = 0; k < size; k++)
                right[k] += weights[i] * others[columns[i]][k];
        }

        for (var k = 0; k < size; k++)
            matrix[k, k] += options.Regularization * Math.Pow(columns.Length + (options.Unobserved * others.Rows), options.Exponent);
        return Eliminate(matrix, right);

        static void Add(double[,] matrix, ReadOnlySpan<float> vector, double weight)
        {
            for (var i = 0; i < vector.Length; i++)
            {
                for (var j = 0; j < vector.Length; j++)
                    matrix[i, j] += weight * vector[i] * vector[j];
            }
        }
    }

    // Gauss, without pivots: the matrix is positive definite.
    private static double[] Eliminate(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column < size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
                right[row] -= factor * right[pivot];
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => right[i] / matrix[i, i])];
    }

    private static double Product(IalsModel model, int listener, int track)
    {
        var sum = 0.0;
        for (var i = 0; i < model.Tracks.Dimensions; i++)
            sum += (double)model.Listeners[listener][i] * model.Tracks[track][i];
        return sum;
    }

    private static double Cost(Interactions seen, IalsModel model)
    {
        var (cost, byTrack) = (0.0, seen.Transpose());
        for (var row = 0; row < seen.Rows; row++)
        {
            for (var track = 0; track < seen.Columns; track++)
                cost += Options.Unobserved * Math.Pow(Product(model, row, track), 2);
            cost += Length(model.Listeners[row]) * Options.Regularization * (seen.ColumnsOf(row).Length + (Options.Unobserved * seen.Columns));
        }

        for (var track = 0; track < seen.Columns; track++)
            cost += Length(model.Tracks[track]) * Options.Regularization * (byTrack.ColumnsOf(track).Length + (Options.Unobserved * seen.Rows));
        return cost + seen.Pairs().Sum(pair => pair.Weight * Math.Pow(1 - Product(model, pair.Row, pair.Column), 2));

        static double Length(ReadOnlySpan<float> vector)
        {
            var sum = 0.0;
            foreach (var value in vector)
                sum += (double)value * value;
            return sum;
        }
    }
}
