namespace Spotify.Core.Ingestion.Identity;

/// <summary>A Chromaprint fingerprint: a sub-fingerprint of 32 bits for each eighth of a second, each of some three seconds of sound.</summary>
public sealed class Fingerprint
{
    /// <summary>The algorithm that fpcalc uses unless told otherwise, and the only one that is compared here.</summary>
    public const int UsualAlgorithm = 1;

    /// <summary>Sub-fingerprints that must be distinct before anything can be said of a recording: a held tone, or silence, is like every other.</summary>
    public const int DistinctAtLeast = 80;

    /// <summary>From one sub-fingerprint to the next: 1,365 samples at 11,025 Hz.</summary>
    public const double ItemMilliseconds = 1365 * 1000.0 / 11_025;

    private readonly uint[] _items;

    /// <summary>A fingerprint of given sub-fingerprints.</summary>
    /// <param name="algorithm">Chromaprint's number of the algorithm, 0 to 255.</param>
    /// <param name="items">The sub-fingerprints in order, at most <see cref="ChromaprintCodec.MaxItems"/>.</param>
    public Fingerprint(int algorithm, params ReadOnlySpan<uint> items)
        : this(items.ToArray(), algorithm)
    {
    }

    internal Fingerprint(uint[] items, int algorithm)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)algorithm, 255u, nameof(algorithm));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Length, ChromaprintCodec.MaxItems, nameof(items));
        (Algorithm, _items) = (algorithm, items);
    }

    /// <summary>A fingerprint of nothing.</summary>
    public static Fingerprint Empty { get; } = new(UsualAlgorithm);

    /// <summary>Chromaprint's number of the algorithm.</summary>
    public int Algorithm { get; }

    /// <summary>The sub-fingerprints in order.</summary>
    public ReadOnlySpan<uint> Items => _items;

    /// <summary>Whether it says enough to be told from others: made by the usual algorithm, with <see cref="DistinctAtLeast"/> distinct sub-fingerprints.</summary>
    public bool IsTelling => Algorithm == UsualAlgorithm && HasDistinct(_items, DistinctAtLeast);

    internal static bool HasDistinct(ReadOnlySpan<uint> items, int atLeast)
    {
        if (items.Length < atLeast)
            return false;
        var seen = new HashSet<uint>(atLeast);
        foreach (var item in items)
        {
            if (seen.Add(item) && seen.Count >= atLeast)
                return true;
        }

        return false;
    }
}
