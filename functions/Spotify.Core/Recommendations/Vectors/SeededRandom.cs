namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Random numbers that are the same on every machine and in every version for a seed: SplitMix64 (Steele, Lea, Flood 2014). Not for secrets. Made anew for each listener or row by
/// <see cref="For"/>, so that nobody's numbers depend on who came before.
/// </summary>
/// <param name="seed">Where the sequence begins.</param>
public sealed class SeededRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A sequence of its own for one key.</summary>
    /// <param name="seed">The seed of all.</param>
    /// <param name="key">Whose sequence it is: a listener, a track, a row.</param>
    public static SeededRandom For(ulong seed, UInt128 key) => new(Mix(Mix(seed ^ Mix((ulong)key)) + Step ^ (ulong)(key >> 64)));

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>A number from 0 to below 1, in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 to below a bound, without bias that could be measured.</summary>
    /// <param name="bound">1 or more.</param>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)(((UInt128)NextUInt64() * (ulong)bound) >> 64);
    }

    /// <summary>A number of the standard normal distribution (Box and Muller 1958).</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>A number of the beta distribution, 0 to 1.</summary>
    /// <param name="first">The first shape, above 0.</param>
    /// <param name="second">The second shape, above 0.</param>
    public double NextBeta(double first, double second)
    {
        var (x, y) = (NextGamma(first), NextGamma(second));
        // Very small shapes may come to nothing at all.
        return x + y > 0 ? x / (x + y) : first / (first + second);
    }

    /// <summary>A number of the gamma distribution of scale 1 (Marsaglia and Tsang 2000; shapes below 1 by Stuart's theorem).</summary>
    /// <param name="shape">Above 0.</param>
    public double NextGamma(double shape)
    {
        if (shape < 1)
            return NextGamma(shape + 1) * Math.Pow(1 - NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = NextGaussian();
            var v = 1 + (c * normal);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>Puts items in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
