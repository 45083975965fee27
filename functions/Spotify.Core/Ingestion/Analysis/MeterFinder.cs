namespace Spotify.Core.Ingestion.Analysis;

/// <summary>How beats make bars.</summary>
/// <param name="BeatsPerBar">3 to 7.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="FirstDownbeat">Which beat is the first of a bar.</param>
/// <param name="TatumsPerBeat">2, or 3 where beats are cut into thirds.</param>
internal sealed record Meter(int BeatsPerBar, double Confidence, int FirstDownbeat, int TatumsPerBeat);

/// <summary>Finds the bar: by how many beats accents repeat (low drums and basses, changes of harmony), and where in that the strongest are.</summary>
internal static class MeterFinder
{
    private static readonly (int Beats, double Weight)[] Candidates = [(4, 1), (3, 0.95), (5, 0.7), (7, 0.6)];

    /// <summary>Finds it.</summary>
    /// <param name="frames">The track.</param>
    /// <param name="beats">Its beats, in frames.</param>
    public static Meter Find(AudioFrames frames, double[] beats)
    {
        if (beats.Length < 8)
            return new Meter(4, 0, 0, 2);
        var low = Normalised(beats.Select(beat => Near(frames.LowOnset, beat)).ToArray());
        var all = Normalised(beats.Select(beat => Near(frames.Onset, beat)).ToArray());
        var change = Normalised([.. Enumerable.Range(0, beats.Length).Select(i => HarmonicChange(frames, beats, i))]);
        var accent = Normalised([.. low.Select((value, i) => value + (0.5 * all[i]) + change[i])]);
        var (best, bestScore, second) = (4, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (length, weight) in Candidates)
        {
            if (beats.Length < 3 * length)
                continue;
            var score = ((0.6 * Repeat(accent, length)) + (0.4 * Repeat(accent, 2 * length)) + Contrast(accent, length)) * weight;
            if (score > bestScore)
                (best, bestScore, second) = (length, score, bestScore);
            else
                second = Math.Max(second, score);
        }

        var confidence = bestScore > 0 ? Math.Clamp((bestScore - Math.Max(0, second)) / bestScore * 2, 0, 1) : 0;
        return new Meter(bestScore > 0 ? best : 4, confidence, Phase(accent, best), Division(frames.Onset, beats));
    }

    private static double Near(List<float> values, double frame)
    {
        var (from, to) = (Math.Max(0, (int)frame - 2), Math.Min(values.Count - 1, (int)frame + 3));
        double most = 0;
        for (var i = from; i <= to; i++)
            most = Math.Max(most, values[i]);
        return most;
    }

    // One less the cosine between the chroma of the beat before and of this one.
    private static double HarmonicChange(AudioFrames frames, double[] beats, int index)
    {
        if (index == 0 || index + 1 >= beats.Length)
            return 0;
        Span<double> before = stackalloc double[ChromaReader.Bins];
        Span<double> after = stackalloc double[ChromaReader.Bins];
        ChromaMeans.Add(frames, beats[index - 1], beats[index], before);
        ChromaMeans.Add(frames, beats[index], beats[index + 1], after);
        double product = 0, left = 0, right = 0;
        for (var i = 0; i < before.Length; i++)
            (product, left, right) = (product + (before[i] * after[i]), left + (before[i] * before[i]), right + (after[i] * after[i]));
        return left > 0 && right > 0 ? 1 - (product / Math.Sqrt(left * right)) : 0;
    }

    private static double[] Normalised(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
        return [.. values.Select(value => deviation > 1e-9 ? (value - mean) / deviation : 0)];
    }

    private static double Repeat(double[] accent, int lag)
    {
        if (accent.Length <= lag)
            return 0;
        double sum = 0;
        for (var i = lag; i < accent.Length; i++)
            sum += accent[i] * accent[i - lag];
        return sum / (accent.Length - lag);
    }

    private static double Contrast(double[] accent, int length)
    {
        var phase = Phase(accent, length);
        return MeanAt(accent, length, phase) / Math.Sqrt(length);
    }

    private static double MeanAt(double[] accent, int length, int phase)
    {
        double sum = 0;
        var count = 0;
        for (var i = phase; i < accent.Length; i += length, count++)
            sum += accent[i];
        return count > 0 ? sum / count : 0;
    }

    private static int Phase(double[] accent, int length)
    {
        var best = 0;
        for (var phase = 1; phase < length; phase++)
            best = MeanAt(accent, length, phase) > MeanAt(accent, length, best) ? phase : best;
        return best;
    }

    private static int Division(List<float> onset, double[] beats)
    {
        double halves = 0, thirds = 0;
        for (var i = 0; i + 1 < beats.Length; i++)
        {
            var length = beats[i + 1] - beats[i];
            double At(double part) => onset[Math.Clamp((int)Math.Round(beats[i] + (part * length)), 0, onset.Count - 1)];
            halves += At(0.5);
            thirds += Math.Max(At(1 / 3.0), At(2 / 3.0));
        }

        return thirds > 1.6 * halves ? 3 : 2;
    }
}
