using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Vectors by their direction.</summary>
internal static class Directions
{
    /// <summary>The vector at length 1; empty where it has no direction.</summary>
    public static float[] Unit(ReadOnlySpan<float> vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        if (!(length > 0 && double.IsFinite(length)))
            return [];
        var unit = vector.ToArray();
        for (var i = 0; i < unit.Length; i++)
            unit[i] = (float)(unit[i] / length);
        return unit;
    }

    /// <summary>The inner product; 0 for vectors of unequal length.</summary>
    public static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other) => one.Length == other.Length ? SmallMatrix.Dot(one, other) : 0;
}
