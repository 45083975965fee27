using Shouldly;
using Spotify.Core.Recommendations.Audio;
using Spotify.Core.Recommendations.Vectors;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Audio;

public sealed class SoundNetworkTests
{
    private static readonly NetworkShape Small = new(5, 23, [new(8, 3, 2), new(4, 2, 1)], 12, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_slope_is_that_of_the_loss(ulong seed)
    {
        var network = new SoundNetwork(Small);
        var (pass, parameters, random) = (network.NewPass(), network.Begin(seed), new SeededRandom(seed));
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] += (float)(0.05 * random.NextGaussian());
        var (input, target) = (Numbers(Small.Channels * Small.Steps, random), Numbers(Small.Outputs, random));
        var slopes = new float[network.Parameters];
        pass.Learn(parameters, input, target, slopes);

        var (wrong, seen, here) = (0, 0, Loss(pass, parameters, input, target));
        for (var i = 0; i < parameters.Length; i++)
        {
            const float Step = 1e-3f;
            var own = parameters[i];
            double By(float step)
            {
                parameters[i] = own + step;
                var slope = (Loss(pass, parameters, input, target) - here) / step;
                parameters[i] = own;
                return slope;
            }

            // Where a figure is turned off within the step, or another becomes the largest, the slope is that of the other side.
            var sides = (double[])[By(Step), By(-Step)];
            seen += sides.Any(side => Math.Abs(side) > 1e-2) ? 1 : 0;
            wrong += sides.Min(side => Math.Abs(side - slopes[i]) - (0.03 * Math.Abs(side))) > 3e-3 ? 1 : 0;
        }

        seen.ShouldBeGreaterThan(parameters.Length / 3, "most parameters must matter for this to show anything");
        wrong.ShouldBeLessThanOrEqualTo(parameters.Length / 100);
    }

    [Fact]
    public void The_slopes_of_what_is_left_out_are_none_and_those_of_the_rest_are_right()
    {
        var network = new SoundNetwork(Small);
        var (pass, parameters, random) = (network.NewPass(), network.Begin(4), new SeededRandom(4));
        var (input, target) = (Numbers(Small.Channels * Small.Steps, random), Numbers(Small.Outputs, random));
        var slopes = new float[network.Parameters];
        pass.Learn(parameters, input, target, slopes, 0.5, new SeededRandom(9));
        var squares = slopes.Sum(slope => (double)slope * slope);
        double At(double step)
        {
            var moved = parameters.Zip(slopes, (value, slope) => value + (float)(step * slope)).ToArray();
            return SoundNetwork.Loss(pass.Forward(moved, input, 0.5, new SeededRandom(9)), target);
        }

        // Along the steepest way the loss rises by the slopes' own length.
        ((At(1e-3) - At(-1e-3)) / 2e-3).ShouldBe(squares, 0.03 * squares);
    }

    [Fact]
    public void The_slope_of_the_loss_by_the_result_is_that_of_the_definition_even_for_a_target_without_direction()
    {
        var random = new SeededRandom(3);
        foreach (var target in (float[][])[Numbers(6, random), new float[6]])
        {
            var (result, slopes) = (Numbers(6, random), new float[6]);
            SoundNetwork.Loss(result, target, slopes);
            for (var i = 0; i < 6; i++)
            {
                var (up, down) = ((float[])result.Clone(), (float[])result.Clone());
                (up[i], down[i]) = (up[i] + 1e-3f, down[i] - 1e-3f);
                ((SoundNetwork.Loss(up, target) - SoundNetwork.Loss(down, target)) / ((double)up[i] - down[i])).ShouldBe(slopes[i], 1e-4);
            }
        }

        SoundNetwork.Loss([1, 2], [1, 2]).ShouldBe(0, 1e-6);
        SoundNetwork.Loss([-1, 0], [1, 0]).ShouldBe(2 + (SoundNetwork.ErrorWeight * 2), 1e-6);
    }

    [Fact]
    public void A_convolution_is_that_of_the_definition()
    {
        // One convolution of one step at a time: what is pooled can be written down.
        var shape = new NetworkShape(2, 4, [new(4, 2, 2)], 4, 1);
        var network = new SoundNetwork(shape);
        var parameters = new float[network.Parameters];
        // The first output is x0 + 2 x1 of its first step - x0 of its second + 1, and the hidden layer takes its mean and its largest.
        (parameters[0], parameters[1], parameters[2], parameters[16]) = (1, 2, -1, 1);
        var hidden = 4 * 5;
        (parameters[hidden], parameters[hidden + 4]) = (1, 10);
        var result = hidden + (4 * 9);
        (parameters[result], parameters[result + 4]) = (3, 0.5f);
        // (1 + 4 - 3) + 1 = 3, and (5 + 12 - 7) + 1 = 11: mean 7, largest 11.
        network.NewPass().Forward(parameters, [1, 2, 3, 4, 5, 6, 7, 8])[0].ShouldBe((3 * (7 + (10 * 11))) + 0.5f, 1e-3f);
        // What is below zero is cut off: -(9) + 1 is none, 0.
        network.NewPass().Forward(parameters, [0, 0, 9, 0, 0, 0, 9, 0])[0].ShouldBe(0.5f, 1e-6f);
    }

    [Fact]
    public void A_shape_that_is_none_is_refused_by_what_is_wrong()
    {
        Should.Throw<ArgumentException>(() => new SoundNetwork(Small with { Hidden = 6 })).Message.ShouldContain("hidden");
        Should.Throw<ArgumentException>(() => new SoundNetwork(Small with { Outputs = 0 })).Message.ShouldContain("outputs");
        Should.Throw<ArgumentException>(() => new SoundNetwork(Small with { Convolutions = [] })).Message.ShouldContain("no convolution");
        Should.Throw<ArgumentException>(() => new SoundNetwork(Small with { Convolutions = [new(8, 24, 1)] })).Message.ShouldContain("wider");
        NetworkShape.ForTracks(128).Problem().ShouldBeNull();
    }

    private static double Loss(SoundNetwork.Pass pass, float[] parameters, float[] input, float[] target) => SoundNetwork.Loss(pass.Forward(parameters, input), target);

    private static float[] Numbers(int count, SeededRandom random) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
}
