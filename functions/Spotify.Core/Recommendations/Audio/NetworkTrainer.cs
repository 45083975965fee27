using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// Trains a <see cref="SoundNetwork"/> with Adam (Kingma and Ba 2015) and decoupled weight decay. A step's slopes are summed by blocks of four tracks, and the blocks in their order: the
/// same bits for any number of threads.
/// </summary>
internal sealed class NetworkTrainer
{
    private const int Block = 4;
    private const double First = 0.9;
    private const double Second = 0.999;
    private const double Least = 1e-8;

    private readonly SoundNetwork _network;
    private readonly AudioOptions _options;
    private readonly float[] _means = new float[SoundInput.Channels];
    private readonly float[] _scales = new float[SoundInput.Channels];
    private readonly float[] _momentum;
    private readonly float[] _squares;
    private readonly float[][] _blocks;
    private readonly List<float> _cosines = [];
    private long _steps;

    public NetworkTrainer(SoundNetwork network, AudioOptions options)
    {
        (_network, _options) = (network, options);
        (_momentum, _squares) = (new float[network.Parameters], new float[network.Parameters]);
        _blocks = [.. Enumerable.Range(0, ((options.Batch - 1) / Block) + 1).Select(_ => new float[network.Parameters])];
    }

    /// <summary>Mean of each channel over all tracks learned from.</summary>
    public float[] Means => _means;

    /// <summary>One over its deviation.</summary>
    public float[] Scales => _scales;

    /// <summary>Validation's mean cosine after each epoch.</summary>
    public IReadOnlyList<float> Cosines => _cosines;

    /// <summary>Trains.</summary>
    /// <param name="learned">Tracks to learn from; their vectors are already scaled.</param>
    /// <param name="validation">Tracks to stop by.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The parameters of the best epoch.</returns>
    public float[] Train(IReadOnlyList<AudioSample> learned, IReadOnlyList<AudioSample> validation, CancellationToken cancellationToken)
    {
        Standardize(learned);
        var parameters = _network.Begin(_options.Seed);
        var (best, bestCosine, bestEpoch) = (parameters, double.NegativeInfinity, -1);
        var order = Enumerable.Range(0, learned.Count).ToArray();
        var all = (long)_options.Epochs * (((learned.Count - 1) / _options.Batch) + 1);
        for (var epoch = 0; epoch < _options.Epochs && epoch - bestEpoch <= _options.Patience; epoch++)
        {
            SeededRandom.For(_options.Seed, 1000 + (uint)epoch).Shuffle<int>(order);
            for (var at = 0; at < order.Length; at += _options.Batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(parameters, learned, order.AsMemory(at, Math.Min(_options.Batch, order.Length - at)), epoch, all);
            }

            var cosine = Validate(parameters, validation);
            _cosines.Add((float)cosine);
            if (cosine > bestCosine)
                (best, bestCosine, bestEpoch) = ((float[])parameters.Clone(), cosine, epoch);
        }

        return best;
    }

    private void Standardize(IReadOnlyList<AudioSample> learned)
    {
        var (sums, squares, input) = (new double[SoundInput.Channels], new double[SoundInput.Channels], new float[SoundInput.Length]);
        foreach (var sample in learned)
        {
            SoundInput.Write(sample.Mel, input);
            for (var i = 0; i < input.Length; i++)
            {
                sums[i % SoundInput.Channels] += input[i];
                squares[i % SoundInput.Channels] += (double)input[i] * input[i];
            }
        }

        var count = (double)learned.Count * SoundInput.Steps;
        for (var channel = 0; channel < SoundInput.Channels; channel++)
        {
            var mean = sums[channel] / count;
            var deviation = Math.Sqrt(Math.Max(0, (squares[channel] / count) - (mean * mean)));
            _means[channel] = (float)mean;
            _scales[channel] = deviation > 1e-3 ? (float)(1 / deviation) : 0;
        }
    }

    private void Step(float[] parameters, IReadOnlyList<AudioSample> learned, ReadOnlyMemory<int> batch, int epoch, long all)
    {
        var blocks = ((batch.Length - 1) / Block) + 1;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = _options.Threads },
            () => new Way(_network.NewPass(), new float[SoundInput.Length]),
            (block, _, way) =>
            {
                Array.Clear(_blocks[block]);
                for (var i = block * Block; i < Math.Min(batch.Length, (block + 1) * Block); i++)
                {
                    var row = batch.Span[i];
                    AudioModel.WriteStandardized(learned[row].Mel, _means, _scales, way.Input);
                    var random = SeededRandom.For(_options.Seed, ((UInt128)(uint)(epoch + 1) << 64) | (uint)row);
                    way.Pass.Learn(parameters, way.Input, learned[row].Factors, _blocks[block], _options.Dropout, random);
                }

                return way;
            },
            _ => { });
        for (var block = 1; block < blocks; block++)
            SmallMatrix.MultiplyAdd(_blocks[0], 1, _blocks[block]);

        _steps++;
        var rate = _options.LearningRate * (0.5 + (0.5 * Math.Cos(Math.PI * _steps / all)));
        var (one, two) = ((float)(1 / (1 - Math.Pow(First, _steps))), (float)(1 / (1 - Math.Pow(Second, _steps))));
        var (size, shrink) = (1f / batch.Length, (float)(1 - (rate * _options.WeightDecay)));
        for (var i = 0; i < parameters.Length; i++)
        {
            var slope = _blocks[0][i] * size;
            _momentum[i] = ((float)First * _momentum[i]) + ((float)(1 - First) * slope);
            _squares[i] = ((float)Second * _squares[i]) + ((float)(1 - Second) * slope * slope);
            parameters[i] = (parameters[i] * shrink) - ((float)rate * _momentum[i] * one / (MathF.Sqrt(_squares[i] * two) + (float)Least));
        }
    }

    private double Validate(float[] parameters, IReadOnlyList<AudioSample> validation)
    {
        var cosines = new double[validation.Count];
        Parallel.For(
            0,
            validation.Count,
            new ParallelOptions { MaxDegreeOfParallelism = _options.Threads },
            () => new Way(_network.NewPass(), new float[SoundInput.Length]),
            (row, _, way) =>
            {
                AudioModel.WriteStandardized(validation[row].Mel, _means, _scales, way.Input);
                cosines[row] = VectorKernels.Cosine(way.Pass.Forward(parameters, way.Input), validation[row].Factors);
                return way;
            },
            _ => { });
        return cosines.Average();
    }

    private sealed record Way(SoundNetwork.Pass Pass, float[] Input);
}
