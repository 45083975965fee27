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
