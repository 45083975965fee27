using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// A convolution over time, or (one step, as wide as what goes in) a layer that connects all with all. A step's figures lie together, so what one output sees is one piece of memory: all
/// is scalar products and sums of multiples.
/// </summary>
/// <param name="offset">Where its weights begin among all: a row for each output, then the biases.</param>
/// <param name="channels">Figures a step that go in.</param>
/// <param name="steps">Steps that go in.</param>
/// <param name="shape">How it is.</param>
/// <param name="isRectified">Whether what is below zero becomes zero.</param>
internal sealed class SoundLayer(int offset, int channels, int steps, ConvolutionShape shape, bool isRectified)
{
    private readonly int _seen = channels * shape.Width;
    private readonly int _hop = channels * shape.Stride;

    public int Outputs => shape.Outputs;

    public int OutputSteps { get; } = ((steps - shape.Width) / shape.Stride) + 1;

    public int OutputLength => Outputs * OutputSteps;

    public int InputLength => channels * steps;

    /// <summary>Weights and biases.</summary>
    public int Parameters => Outputs * (_seen + 1);

    /// <summary>Begins with He's uniform weights (2015) and no biases.</summary>
    public void Begin(Span<float> parameters, SeededRandom random)
    {
        var bound = Math.Sqrt((isRectified ? 6.0 : 3.0) / _seen);
        foreach (ref var weight in parameters.Slice(offset, Outputs * _seen))
            weight = (float)(bound * ((2 * random.NextDouble()) - 1));
        parameters.Slice(offset + (Outputs * _seen), Outputs).Clear();
    }

    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, Span<float> output)
    {
        var weights = parameters.Slice(offset, Outputs * _seen);
        var biases = parameters.Slice(offset + (Outputs * _seen), Outputs);
        for (var step = 0; step < OutputSteps; step++)
        {
            var seen = input.Slice(step * _hop, _seen);
            var into = output.Slice(step * Outputs, Outputs);
            var row = 0;
            for (; row + 4 <= Outputs; row += 4)
                VectorKernels.Dot4(seen, weights.Slice(row * _seen, 4 * _seen), into[row..]);
            for (; row < Outputs; row++)
                into[row] = VectorKernels.Dot(seen, weights.Slice(row * _seen, _seen));
            for (row = 0; row < Outputs; row++)
                into[row] = isRectified ? MathF.Max(0, into[row] + biases[row]) : into[row] + biases[row];
        }
    }

    /// <summary>From the slope of the loss by what came out: adds its slopes by the parameters, and writes those by what went in.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="input">What went in.</param>
    /// <param name="output">What came out.</param>
    /// <param name="outputSlopes">Slopes by it.</param>
    /// <param name="slopes">Slopes by all parameters, added to.</param>
    /// <param name="inputSlopes">Slopes by what went in; empty where nobody asks.</param>
    public void Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputSlopes, Span<float> slopes, Span<float> inputSlopes)
    {
        var weights = parameters.Slice(offset, Outputs * _seen);
        var weightSlopes = slopes.Slice(offset, Outputs * _seen);
        var biasSlopes = slopes.Slice(offset + (Outputs * _seen), Outputs);
        inputSlopes.Clear();
        for (var step = 0; step < OutputSteps; step++)
        {
            var seen = input.Slice(step * _hop, _seen);
            for (var row = 0; row < Outputs; row++)
            {
                var slope = outputSlopes[(step * Outputs) + row];
                // A rectified output of zero lies where the slope is none.
                if (slope == 0 || (isRectified && output[(step * Outputs) + row] <= 0))
                    continue;
                biasSlopes[row] += slope;
                SmallMatrix.MultiplyAdd(weightSlopes.Slice(row * _seen, _seen), slope, seen);
                if (inputSlopes.Length > 0)
                    SmallMatrix.MultiplyAdd(inputSlopes.Slice(step * _hop, _seen), slope, weights.Slice(row * _seen, _seen));
            }
        }
    }
}
