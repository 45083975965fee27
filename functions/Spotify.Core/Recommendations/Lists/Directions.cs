using System.Numerics;
using System.Runtime.InteropServices;

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
    public static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length)
            return 0;
        // Lanes of four on every machine: the width of its registers must not change a sum.
        var a = MemoryMarshal.Cast<float, Vector4>(one);
        var b = MemoryMarshal.Cast<float, Vector4>(other);
        var sum = Vector4.Zero;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        var total = (double)sum.X + sum.Y + sum.Z + sum.W;
        for (var i = a.Length * 4; i < one.Length; i++)
            total += one[i] * other[i];
        return total;
    }
}
