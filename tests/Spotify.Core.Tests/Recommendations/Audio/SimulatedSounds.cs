using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Recommendations.Audio;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Tests.Recommendations.Audio;

/// <summary>
/// Tracks whose sound is made from a few traits, and whose vectors come from the same traits: what listeners who go by sound would make of them. Four traits show in averages (tilt, a
/// formant's place and strength, how much moves), one only in time: how fast the level goes up and down, at the same mean and spread.
/// </summary>
internal static class SimulatedSounds
{
    private const int Traits = 5;

    /// <summary>Tracks with vectors.</summary>
    public static IReadOnlyList<AudioSample> Tracks(int count, int dimensions, ulong seed, double noise = 0.3, bool onlyTime = false)
    {
        // One way from traits to vectors, whatever tracks there are.
        var (ways, samples) = (TestVectorsOf(dimensions), new List<AudioSample>(count));
        for (var track = 0; track < count; track++)
        {
            var random = SeededRandom.For(seed, (uint)track);
            var traits = Enumerable.Range(0, Traits).Select(_ => random.NextGaussian()).ToArray();
            var factors = new float[dimensions];
            for (var i = 0; i < dimensions; i++)
            {
                for (var trait = onlyTime ? Traits - 1 : 0; trait < Traits; trait++)
                    factors[i] += (float)((ways[i][trait] * traits[trait]) + (0.5 * ways[i][Traits + trait] * Math.Tanh(traits[trait])));
                factors[i] += (float)(noise * random.NextGaussian());
            }

            samples.Add(new AudioSample(Sound(traits, random), null, factors));
        }

        return samples;
    }

    /// <summary>A sound with traits.</summary>
    public static MelSummary Sound(IReadOnlyList<double> traits, SeededRandom random)
    {
        var (phase, rate) = (random.NextDouble() * 2 * Math.PI, 2 * Math.PI / (6 * Math.Exp(0.5 * traits[4])));
        double Level(int band, int step)
        {
            var shape = (-35 - (0.2 * band)) + (traits[0] * (band - 40) * 0.1);
            var formant = (6 + traits[2]) * Math.Exp(-Math.Pow((band - 40 - (10 * traits[1])) / 8, 2));
            return shape + formant + (8 * Math.Sin((rate * step) + phase)) + random.NextGaussian();
        }

        return MelSummary.Create(180_000, Level, (_, _) => 5 + traits[3] + (0.3 * random.NextGaussian()));
    }

    private static double[][] TestVectorsOf(int dimensions)
    {
        var random = new SeededRandom(77);
        return [.. Enumerable.Range(0, dimensions).Select(_ => Enumerable.Range(0, 2 * Traits).Select(_ => random.NextGaussian()).ToArray())];
    }
}
