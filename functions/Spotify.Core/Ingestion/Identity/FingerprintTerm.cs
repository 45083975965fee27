namespace Spotify.Core.Ingestion.Identity;

/// <summary>A sub-fingerprint under which a recording is found, and its place in the recording.</summary>
/// <param name="Term">The sub-fingerprint without its unsteady bits, mixed so that terms spread evenly: <see cref="Bits"/> bits.</param>
/// <param name="Position">The item's place.</param>
public readonly record struct FingerprintTerm(int Term, int Position)
{
    /// <summary>Bits of a term.</summary>
    public const int Bits = 25;

    // Chromaprint's last two classifiers are left out, as AcoustID does.
    private const int UnsteadyBits = 4;

    // One item in eight is a term, by its content alone: an excerpt picks the same ones wherever it begins.
    private const int SampleBits = 3;

    private const uint Mask = (1u << (32 - UnsteadyBits)) - 1;

    // What Chromaprint makes of digital silence.
    private const uint Silence = 627_964_279;

    /// <summary>The terms of a recording, about one for each second of it: none for silence, one for a run of equal items.</summary>
    /// <param name="items">The recording's items.</param>
    public static IReadOnlyList<FingerprintTerm> Of(ReadOnlySpan<uint> items)
    {
        var terms = new List<FingerprintTerm>((items.Length >> SampleBits) + 16);
        var before = uint.MaxValue;
        for (var i = 0; i < items.Length; i++)
        {
            var steady = items[i] >> UnsteadyBits;
            if (steady != before && items[i] != Silence && Mix(steady) is var mixed && (mixed & ((1 << SampleBits) - 1)) == 0)
                terms.Add(new FingerprintTerm((int)(mixed >> SampleBits), i));
            before = steady;
        }

        return terms;
    }

    /// <summary>The terms to look for: at most so many, spread over the whole of the recording.</summary>
    /// <param name="items">The recording's items.</param>
    /// <param name="most">How many at the most.</param>
    public static IReadOnlyList<FingerprintTerm> Sample(ReadOnlySpan<uint> items, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var terms = Of(items);
        return terms.Count <= most ? terms : [.. Enumerable.Range(0, most).Select(i => terms[(int)((long)i * terms.Count / most)])];
    }

    // Each step maps 28 bits to 28 bits one to one: no two sub-fingerprints become the same term.
    private static uint Mix(uint steady)
    {
        steady ^= steady >> 15;
        steady = (steady * 0x2C1B3C6D) & Mask;
        steady ^= steady >> 12;
        steady = (steady * 0x297A2D39) & Mask;
        return steady ^ (steady >> 15);
    }
}
