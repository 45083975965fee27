using System.Numerics;
using System.Runtime.InteropServices;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>Triangular bands, evenly spaced on the mel scale (2595 log10(1 + f/700)), each of which weighs its bins to a sum of one.</summary>
internal sealed class MelBank
{
    private readonly int[] _starts;
    private readonly float[][] _weights;

    /// <param name="bands">How many bands.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="size">Samples of a frame.</param>
    /// <param name="lowest">Where the first band begins, in Hz.</param>
    public MelBank(int bands, int sampleRate, int size, double lowest)
    {
        (_starts, _weights, Centres) = (new int[bands], new float[bands][], new double[bands]);
        var (from, to) = (ToMel(lowest), ToMel(sampleRate / 2.0));
        for (var band = 0; band < bands; band++)
        {
            double Edge(int place) => ToHertz(from + ((to - from) * (band + place) / (bands + 1))) * size / sampleRate;
            var (left, centre, right) = (Edge(0), Edge(1), Edge(2));
            // Where bands are narrower than bins, a band still has the bin that is nearest to it.
            var first = Math.Min((int)Math.Ceiling(left), (int)Math.Round(centre));
            var last = Math.Min(size / 2, Math.Max((int)Math.Floor(right), first));
            var weights = new float[last - first + 1];
            for (var bin = first; bin <= last; bin++)
                weights[bin - first] = (float)Math.Max(0, bin <= centre ? (bin - left) / (centre - left) : (right - bin) / (right - centre));
            var sum = weights.Sum();
            if (sum <= 1e-6f)
                (weights, sum) = ([1], 1);
            for (var i = 0; i < weights.Length; i++)
                weights[i] /= sum;
            (_starts[band], _weights[band], Centres[band]) = (first, weights, centre * sampleRate / size);
        }
    }

    /// <summary>The middle of each band in Hz.</summary>
    public double[] Centres { get; }

    /// <summary>The power in every band.</summary>
    public void Apply(ReadOnlySpan<float> power, Span<float> bands)
    {
        for (var band = 0; band < _weights.Length; band++)
            bands[band] = Dot(power.Slice(_starts[band], _weights[band].Length), _weights[band]);
    }

    /// <summary>The sum of products.</summary>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < lefts.Length; i++)
            sums += lefts[i] * rights[i];
        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    /// <summary>Products, one by one.</summary>
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> products)
    {
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        var results = MemoryMarshal.Cast<float, Vector<float>>(products);
        for (var i = 0; i < lefts.Length; i++)
            results[i] = lefts[i] * rights[i];
        for (var i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
            products[i] = left[i] * right[i];
    }

    private static double ToMel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double ToHertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
