namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// How alike onsets are to themselves some time later: autocorrelations from -1 to 1 of all onsets and of each part of the spectrum (<see cref="AudioFrames.PartOnset"/>), and the
/// correlation of the lowest part with the two in the middle, in which kicks answer snares. Taken in windows of 24 seconds and averaged, so that what is regular everywhere stands out.
/// </summary>
internal sealed class OnsetPeriods
{
    /// <summary>The longest time, in frames.</summary>
    public const int MaxLag = 500;

    /// <summary>What <see cref="At"/> may be asked for besides the parts, which are 1 to <see cref="AudioFrames.Parts"/>: all onsets together.</summary>
    public const int All = 0;

    /// <summary>The lowest part.</summary>
    public const int Low = 1;

    /// <summary>The second part.</summary>
    public const int Body = 2;

    /// <summary>The third part.</summary>
    public const int Middle = 3;

    /// <summary>The highest part.</summary>
    public const int High = 4;

    /// <summary>The lowest part against the second and third.</summary>
    public const int Answer = 5;

    private const int Kinds = 6;
    private const int Window = 1024;
    private const int WindowHop = 256;
    private const float LeastEnergy = 1e-3f;

    private readonly double[][] _lags;

    private OnsetPeriods(double[][] lags, double windows) => (_lags, Windows) = (lags, windows);

    /// <summary>How much was measured, in whole windows.</summary>
    public double Windows { get; }

    /// <summary>Measures them.</summary>
    /// <param name="onset">All onsets, their local mean taken away.</param>
    /// <param name="parts">Those of each part, likewise, from the lowest on.</param>
    /// <returns>What was found, or null where there are no onsets.</returns>
    public static OnsetPeriods? Measure(ReadOnlyMemory<float> onset, IReadOnlyList<ReadOnlyMemory<float>> parts)
    {
        float[][] smooth = [Smooth(onset.Span), .. parts.Select(part => Smooth(part.Span))];
        // Snares are in both; what is only in one of them counts as well.
        var answers = new float[onset.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = smooth[Body][i] + smooth[Middle][i];
        var lags = Enumerable.Range(0, Kinds).Select(_ => new double[MaxLag + 1]).ToArray();
        var windows = 0;
        for (var start = 0; start == 0 || start + Window <= onset.Length; start += WindowHop)
        {
            var range = start..Math.Min(onset.Length, start + Window);
            var length = range.End.Value - start;
            if (length < 8 || MelBank.Dot(smooth[All].AsSpan(range), smooth[All].AsSpan(range)) < LeastEnergy * length)
                continue;
            windows++;
            for (var kind = 0; kind < Answer; kind++)
                Add(smooth[kind].AsSpan(range), smooth[kind].AsSpan(range), lags[kind]);
            Add(smooth[Low].AsSpan(range), answers.AsSpan(range), lags[Answer]);
        }

        foreach (var sums in lags)
        {
            for (var lag = 0; lag < sums.Length && windows > 0; lag++)
                sums[lag] /= windows;
        }

        return windows > 0 ? new OnsetPeriods(lags, (Math.Min(onset.Length, Window) + ((windows - 1.0) * WindowHop)) / Window) : null;
    }

    /// <summary>One of them at a time between frames; 0 beyond <see cref="MaxLag"/>.</summary>
    public double At(int kind, double lag)
    {
        var low = (int)lag;
        var lags = _lags[kind];
        return low + 1 >= lags.Length ? low < lags.Length ? lags[low] : 0 : lags[low] + ((lags[low + 1] - lags[low]) * (lag - low));
    }

    // Beats fall between frames: neighbours count by half, so that a beat of 16.5 frames is as like itself as one of 33.
    private static float[] Smooth(ReadOnlySpan<float> sharp)
    {
        var smooth = new float[sharp.Length];
        for (var i = 0; i < smooth.Length; i++)
            smooth[i] = sharp[i] + (0.5f * ((i > 0 ? sharp[i - 1] : 0) + (i + 1 < smooth.Length ? sharp[i + 1] : 0)));
        return smooth;
    }

    private static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, double[] sums)
    {
        var isSame = left == right;
        var energy = Math.Sqrt((double)MelBank.Dot(left, left) * MelBank.Dot(right, right));
        if (energy < 1e-3f * LeastEnergy * left.Length)
            return;
        // What overlaps by less than half says little.
        for (var lag = 0; lag <= Math.Min(MaxLag, left.Length / 2); lag++)
        {
            double product = MelBank.Dot(left[lag..], right[..^lag]);
            if (!isSame)
                product = (product + MelBank.Dot(right[lag..], left[..^lag])) / 2;
            sums[lag] += product / energy * left.Length / (left.Length - lag);
        }
    }
}
