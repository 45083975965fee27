using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Tests.Recommendations.Neighbours;

/// <summary>Vectors that tests search.</summary>
internal static class TestVectors
{
    /// <summary>Vectors without any order: the hardest to search.</summary>
    public static FactorMatrix Random(int rows, int dimensions, ulong seed)
    {
        var (vectors, random) = (new FactorMatrix(rows, dimensions), new SeededRandom(seed));
        foreach (ref var value in vectors.Values)
            value = (float)random.NextGaussian();
        return vectors;
    }

    /// <summary>Vectors as models make them: around centres, of different lengths.</summary>
    public static FactorMatrix Clustered(int rows, int dimensions, int centres, ulong seed)
    {
        var (vectors, random, middles) = (new FactorMatrix(rows, dimensions), new SeededRandom(seed), Random(centres, dimensions, seed + 1));
        for (var row = 0; row < rows; row++)
        {
            var middle = middles[random.Next(centres)];
            var length = Math.Exp(random.NextGaussian() * 0.3);
            for (var i = 0; i < dimensions; i++)
                vectors[row][i] = (float)(length * (middle[i] + (0.7 * random.NextGaussian())));
        }

        return vectors;
    }
}
