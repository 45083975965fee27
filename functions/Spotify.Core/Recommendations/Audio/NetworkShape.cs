namespace Spotify.Core.Recommendations.Audio;

/// <summary>One convolution over time.</summary>
/// <param name="Outputs">Figures a step that come out, a multiple of 4.</param>
/// <param name="Width">Steps that each of them sees.</param>
/// <param name="Stride">Steps from one to the next.</param>
public sealed record ConvolutionShape(int Outputs, int Width, int Stride);

/// <summary>How large a <see cref="SoundNetwork"/> is.</summary>
/// <param name="Channels">Figures a step that go in.</param>
/// <param name="Steps">Steps that go in.</param>
/// <param name="Convolutions">The convolutions, one after another.</param>
/// <param name="Hidden">Figures between the pooled ones and the result, a multiple of 4.</param>
/// <param name="Outputs">Figures of the result.</param>
public sealed record NetworkShape(int Channels, int Steps, IReadOnlyList<ConvolutionShape> Convolutions, int Hidden, int Outputs)
{
    /// <summary>
    /// The shape for whole tracks: 16 parts of a track are seen at once by the last convolution, 15 s of four minutes. 67,000 parameters for 128 outputs.
    /// </summary>
    /// <param name="outputs">Dimensions of the vectors that are learned.</param>
    public static NetworkShape ForTracks(int outputs) =>
        new(SoundInput.Channels, SoundInput.Steps, [new(32, 4, 2), new(48, 3, 2), new(64, 3, 2)], 128, outputs);

    /// <summary>What is wrong with the shape, or null.</summary>
    public string? Problem()
    {
        if (Channels < 1 || Steps < 1 || Outputs < 1)
            return "channels, steps and outputs are 1 or more";
        if (Hidden < 4 || Hidden % 4 != 0)
            return "hidden figures are a multiple of 4";
        var steps = Steps;
        foreach (var (outputs, width, stride) in Convolutions)
        {
            if (outputs < 4 || outputs % 4 != 0)
                return "outputs of a convolution are a multiple of 4";
            if (width < 1 || stride < 1 || width > steps)
                return "a convolution is wider than what goes in, or has no width or stride";
            steps = ((steps - width) / stride) + 1;
        }

        return Convolutions.Count == 0 ? "there is no convolution" : null;
    }
}
