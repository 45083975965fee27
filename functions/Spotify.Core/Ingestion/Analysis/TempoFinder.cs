namespace Spotify.Core.Ingestion.Analysis;

/// <summary>A tempo.</summary>
/// <param name="Bpm">Beats a minute; 0 where there is no pulse.</param>
/// <param name="Confidence">How regular the pulse is, 0 to 1.</param>
internal sealed record TempoEstimate(double Bpm, double Confidence)
{
    /// <summary>There is no pulse.</summary>
    public static TempoEstimate None { get; } = new(0, 0);
}

/// <summary>
/// Finds the tempo: autocorrelations of the onsets in windows of 24 seconds, averaged, so that what is regular everywhere stands out; each tempo is judged by the beats
/// that should be like one another (one, two, four and eight beats on, or one, three and six) and by how usual it is. The octave is decided by what lies between the beats: where half a beat is as strong as a whole one, the pulse is the faster one.
/// </summary>
internal static class TempoFinder
{
    private const int Window = 1024;
    private const int WindowHop = 256;
    private const int MaxLag = 500;
    private const double Slowest = 42;
    private const double Fastest = 230;
    private const double Step = 1.004;
    private const double LeastPulse = 0.04;

    // Which beats after one are like it, and how much that counts: in bars of four, and of three.
    private static readonly (int Beat, double Weight)[] Fours = [(1, 0.3), (2, 0.15), (4, 0.25), (8, 0.3)];
    private static readonly (int Beat, double Weight)[] Threes = [(1, 0.3), (3, 0.32), (6, 0.33)];

    /// <summary>Finds it.</summary>
    /// <param name="onset">Onsets, <see cref="AudioFrames.Rate"/> a second, their local mean taken away.</param>
    /// <param name="usual">The tempo that is likeliest beforehand.</param>
    /// <param name="octaves">How far from it is unlikely.</param>
    public static TempoEstimate Find(ReadOnlySpan<float> onset, double usual = 115, double octaves = 0.9)
    {
        var lags = Autocorrelate(onset);
        if (lags is null)
            return TempoEstimate.None;
        var (best, bestScore) = (0.0, double.NegativeInfinity);
        for (var bpm = Slowest; bpm <= Fastest; bpm *= Step)
        {
            var score = Score(lags, bpm) * Math.Exp(-0.5 * Math.Pow(Math.Log2(bpm / usual) / octaves, 2));
            if (score > bestScore)
                (best, bestScore) = (bpm, score);
        }

        var pulse = Math.Max(0, At(lags, 60 * AudioFrames.Rate / best));
        return bestScore > LeastPulse ? new TempoEstimate(Refine(lags, best), Math.Clamp(pulse / 0.6, 0, 1)) : TempoEstimate.None;
    }

    /// <summary>Takes the mean of about a second around away.</summary>
    public static float[] Centre(IReadOnlyList<float> onset)
    {
        const int Around = 21;
        var result = new float[onset.Count];
        double sum = 0;
        for (var i = 0; i < Math.Min(Around, onset.Count); i++)
            sum += onset[i];
        for (var i = 0; i < onset.Count; i++)
        {
            sum += i + Around < onset.Count ? onset[i + Around] : 0;
            sum -= i - Around - 1 >= 0 ? onset[i - Around - 1] : 0;
            var count = Math.Min(onset.Count - 1, i + Around) - Math.Max(0, i - Around) + 1;
            result[i] = (float)(onset[i] - (sum / count));
        }

        return result;
    }

    private static double[]? Autocorrelate(ReadOnlySpan<float> sharp)
    {
        // Beats fall between frames: neighbours count by half, so that a beat of 16.5 frames is as like itself as one of 33.
        var onset = new float[sharp.Length];
        for (var i = 0; i < onset.Length; i++)
            onset[i] = sharp[i] + (0.5f * ((i > 0 ? sharp[i - 1] : 0) + (i + 1 < onset.Length ? sharp[i + 1] : 0)));
        var sums = new double[MaxLag + 1];
        var windows = 0;
        for (var start = 0; start == 0 || start + Window <= onset.Length; start += WindowHop)
        {
            ReadOnlySpan<float> window = onset.AsSpan(start..Math.Min(onset.Length, start + Window));
            var energy = MelBank.Dot(window, window);
            if (energy < 1e-3f * window.Length || window.Length < 8)
                continue;
            windows++;
            for (var lag = 0; lag <= Math.Min(MaxLag, window.Length - 1); lag++)
                sums[lag] += MelBank.Dot(window[lag..], window[..^lag]) / energy * window.Length / (window.Length - lag);
        }

        if (windows == 0)
            return null;
        for (var lag = 0; lag < sums.Length; lag++)
            sums[lag] /= windows;
        return sums;
    }

    private static double Score(double[] lags, double bpm)
    {
        var beat = 60 * AudioFrames.Rate / bpm;
        double fours = 0, threes = 0;
        foreach (var (ahead, weight) in Fours)
            fours += weight * At(lags, beat * ahead);
        foreach (var (ahead, weight) in Threes)
            threes += weight * At(lags, beat * ahead);
        var score = Math.Max(fours, threes);
        // Bars may be alike whatever lies between: a beat must be like the next one as well.
        var first = At(lags, beat);
        score *= 0.4 + (0.6 * Math.Clamp(first / Math.Max(1e-3, 0.35 * score), 0, 1));
        var (whole, half) = (Math.Max(1e-3, first), At(lags, beat / 2));
        return score * (1 - (0.4 * Math.Clamp(((half / whole) - 0.75) / 0.22, 0, 1)));
    }

    // The strongest of the comb's far teeth say the tempo more finely than the first.
    private static double Refine(double[] lags, double bpm)
    {
        var beat = 60 * AudioFrames.Rate / bpm;
        var multiple = Math.Max(1, (int)(MaxLag / beat) - 1);
        var at = (int)Math.Round(beat * multiple);
        var (from, to) = ((int)Math.Max(1, at - (beat / 4)), (int)Math.Min(MaxLag - 1, at + (beat / 4)));
        var peak = from;
        for (var lag = from; lag <= to; lag++)
        {
            if (lags[lag] > lags[peak])
                peak = lag;
        }

        var curve = lags[peak - 1] - (2 * lags[peak]) + lags[peak + 1];
        var shift = curve < 0 ? Math.Clamp(0.5 * (lags[peak - 1] - lags[peak + 1]) / curve, -0.5, 0.5) : 0;
        var refined = 60 * AudioFrames.Rate * multiple / (peak + shift);
        return Math.Abs(refined / bpm - 1) < 0.03 ? refined : bpm;
    }

    private static double At(double[] lags, double lag)
    {
        var low = (int)lag;
        if (low + 1 >= lags.Length)
            return 0;
        return lags[low] + ((lags[low + 1] - lags[low]) * (lag - low));
    }
}
