namespace Spotify.TestSupport;

/// <summary>Fingerprints as sound makes them: each item differs from the one before in some bits.</summary>
public static class Sounds
{
    /// <summary>One sound for each seed.</summary>
    public static uint[] Of(int seed, int items = 500)
    {
        var random = new Random(seed);
        var (made, item) = (new uint[items], (uint)random.NextInt64(uint.MaxValue));
        for (var i = 0; i < items; i++)
        {
            for (var flips = random.Next(12); flips > 0; flips--)
                item ^= 1u << random.Next(32);
            made[i] = item;
        }

        return made;
    }

    /// <summary>The same sound with a share of its bits changed.</summary>
    public static uint[] Noisy(uint[] items, double share, int seed = 1)
    {
        var random = new Random(seed);
        var noisy = (uint[])items.Clone();
        for (var i = 0; i < noisy.Length; i++)
        {
            for (var bit = 0; bit < 32; bit++)
            {
                if (random.NextDouble() < share)
                    noisy[i] ^= 1u << bit;
            }
        }

        return noisy;
    }
}
