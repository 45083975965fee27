using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// A small convolutional network over time, after van den Oord, Dieleman and Schrauwen 2013: convolutions, the mean and the largest of each figure over all steps, a hidden layer, the
/// result. Loss: one minus the cosine between result and target, plus <see cref="ErrorWeight"/> times their mean squared difference. Float32, sums in a fixed order. The parameters are
/// the caller's: any number of threads may go through one network, each with a <see cref="Pass"/> of its own.
/// </summary>
public sealed class SoundNetwork
{
    /// <summary>What the mean squared difference counts for beside the angle.</summary>
    public const float ErrorWeight = 0.5f;

    private const float LeastSquares = 1e-8f;

    private readonly SoundLayer[] _convolutions;
    private readonly SoundLayer _hidden;
    private readonly SoundLayer _result;

    /// <summary>A network of a shape.</summary>
    /// <param name="shape">How large it is.</param>
    /// <exception cref="ArgumentException">The shape is none; what is wrong is named.</exception>
    public SoundNetwork(NetworkShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(shape));
        Shape = shape;
        _convolutions = new SoundLayer[shape.Convolutions.Count];
        var (channels, steps, offset) = (shape.Channels, shape.Steps, 0);
        for (var i = 0; i < _convolutions.Length; i++)
        {
            _convolutions[i] = new SoundLayer(offset, channels, steps, shape.Convolutions[i], isRectified: true);
            offset += _convolutions[i].Parameters;
            (channels, steps) = (_convolutions[i].Outputs, _convolutions[i].OutputSteps);
        }

        _hidden = new SoundLayer(offset, 2 * channels, 1, new ConvolutionShape(shape.Hidden, 1, 1), isRectified: true);
        _result = new SoundLayer(offset + _hidden.Parameters, shape.Hidden, 1, new ConvolutionShape(shape.Outputs, 1, 1), isRectified: false);
        Parameters = offset + _hidden.Parameters + _result.Parameters;
    }

    /// <summary>How large it is.</summary>
    public NetworkShape Shape { get; }

    /// <summary>How many weights and biases there are.</summary>
    public int Parameters { get; }

    /// <summary>Parameters to begin with, the same for a seed.</summary>
    public float[] Begin(ulong seed)
    {
        var parameters = new float[Parameters];
        for (var i = 0; i < _convolutions.Length; i++)
            _convolutions[i].Begin(parameters, SeededRandom.For(seed, (uint)i));
        _hidden.Begin(parameters, SeededRandom.For(seed, 100));
        _result.Begin(parameters, SeededRandom.For(seed, 101));
        return parameters;
    }

    /// <summary>What one thread needs to go through the network.</summary>
    public Pass NewPass() => new(this);

    /// <summary>The loss of a result.</summary>
    /// <param name="result">What the network made.</param>
    /// <param name="target">What it should have made.</param>
    /// <param name="slopes">The loss's slopes by the result, written; empty where nobody asks.</param>
    public static double Loss(ReadOnlySpan<float> result, ReadOnlySpan<float> target, Span<float> slopes = default)
    {
        double product = 0, own = LeastSquares, other = 0, error = 0;
        for (var i = 0; i < result.Length; i++)
        {
            product += (double)result[i] * target[i];
            own += (double)result[i] * result[i];
            other += (double)target[i] * target[i];
            error += ((double)result[i] - target[i]) * ((double)result[i] - target[i]);
        }

        // A target of zeros has no direction: only the difference counts.
        var lengths = Math.Sqrt(own * other);
        var cosine = lengths > 0 ? product / lengths : 0;
        for (var i = 0; i < slopes.Length; i++)
        {
            var turn = lengths > 0 ? (cosine * result[i] / own) - (target[i] / lengths) : 0;
            slopes[i] = (float)(turn + (2 * ErrorWeight * ((double)result[i] - target[i]) / result.Length));
        }

        return (lengths > 0 ? 1 - cosine : 0) + (ErrorWeight * error / result.Length);
    }

    /// <summary>One thread's way through a network: what each layer makes of one input. Not for two threads at once.</summary>
    public sealed class Pass
    {
        private readonly SoundNetwork _network;
        private readonly float[][] _made;
        private readonly float[][] _slopes;
        private readonly int[] _largest;
        private readonly float[] _pooled;
        private readonly float[] _kept;
        private readonly float[] _pooledSlopes;
        private readonly float[] _hidden;
        private readonly float[] _hiddenSlopes;
        private readonly float[] _result;
        private readonly float[] _resultSlopes;

        internal Pass(SoundNetwork network)
        {
            _network = network;
            _made = [.. network._convolutions.Select(layer => new float[layer.OutputLength])];
            _slopes = [.. network._convolutions.Select(layer => new float[layer.OutputLength])];
            _largest = new int[network._convolutions[^1].Outputs];
            _pooled = new float[network._hidden.InputLength];
            _kept = new float[_pooled.Length];
            _pooledSlopes = new float[_pooled.Length];
            _hidden = new float[network.Shape.Hidden];
            _hiddenSlopes = new float[_hidden.Length];
            _result = new float[network.Shape.Outputs];
            _resultSlopes = new float[_result.Length];
        }

        /// <summary>What the network makes of an input. Valid until the next one.</summary>
        /// <param name="parameters">The network's parameters.</param>
        /// <param name="input">Steps x channels.</param>
        /// <param name="dropped">The share of pooled figures that is left out (Srivastava et al. 2014), 0 to below 1; 0 to predict.</param>
        /// <param name="random">Which ones; only asked where some are.</param>
        public ReadOnlySpan<float> Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, double dropped = 0, SeededRandom? random = null)
        {
            var layers = _network._convolutions;
            for (var i = 0; i < layers.Length; i++)
                layers[i].Forward(parameters, i == 0 ? input : _made[i - 1], _made[i]);
            Pool();
            for (var i = 0; i < _pooled.Length; i++)
            {
                _kept[i] = dropped > 0 && random!.NextDouble() < dropped ? 0 : (float)(1 / (1 - dropped));
                _pooled[i] *= _kept[i];
            }

            _network._hidden.Forward(parameters, _pooled, _hidden);
            _network._result.Forward(parameters, _hidden, _result);
            return _result;
        }

        /// <summary>Goes there and back: adds the slopes of one input's loss by all parameters.</summary>
        /// <param name="parameters">The network's parameters.</param>
        /// <param name="input">Steps x channels.</param>
        /// <param name="target">What should come out.</param>
        /// <param name="slopes">As many as there are parameters; added to.</param>
        /// <param name="dropped">The share of pooled figures that is left out.</param>
        /// <param name="random">Which ones.</param>
        /// <returns>The loss.</returns>
        public double Learn(
            ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, ReadOnlySpan<float> target, Span<float> slopes, double dropped = 0, SeededRandom? random = null)
        {
            Forward(parameters, input, dropped, random);
            var loss = Loss(_result, target, _resultSlopes);
            _network._result.Backward(parameters, _hidden, _result, _resultSlopes, slopes, _hiddenSlopes);
            _network._hidden.Backward(parameters, _pooled, _hidden, _hiddenSlopes, slopes, _pooledSlopes);
            for (var i = 0; i < _pooledSlopes.Length; i++)
                _pooledSlopes[i] *= _kept[i];
            Unpool();
            var layers = _network._convolutions;
            for (var i = layers.Length - 1; i >= 0; i--)
                layers[i].Backward(parameters, i == 0 ? input : _made[i - 1], _made[i], _slopes[i], slopes, i == 0 ? [] : _slopes[i - 1]);
            return loss;
        }

        private void Pool()
        {
            var (made, outputs) = (_made[^1], _largest.Length);
            var steps = made.Length / outputs;
            for (var figure = 0; figure < outputs; figure++)
            {
                var (sum, largest) = (0f, 0);
                for (var step = 0; step < steps; step++)
                {
                    var value = made[(step * outputs) + figure];
                    sum += value;
                    if (value > made[(largest * outputs) + figure])
                        largest = step;
                }

                _largest[figure] = largest;
                _pooled[figure] = sum / steps;
                _pooled[outputs + figure] = made[(largest * outputs) + figure];
            }
        }

        private void Unpool()
        {
            var (slopes, outputs) = (_slopes[^1], _largest.Length);
            var steps = slopes.Length / outputs;
            for (var figure = 0; figure < outputs; figure++)
            {
                for (var step = 0; step < steps; step++)
                    slopes[(step * outputs) + figure] = _pooledSlopes[figure] / steps;
                slopes[(_largest[figure] * outputs) + figure] += _pooledSlopes[outputs + figure];
            }
        }
    }
}
