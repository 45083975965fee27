namespace Spotify.Core.Ingestion.Analysis;

/// <summary>Places beats (Ellis 2007): the chain of onsets, about a beat apart each, that is strongest as a whole, found by dynamic programming.</summary>
internal static class BeatTracker
{
    private const double Tightness = 100;

    /// <summary>Finds the beats.</summary>
    /// <param name="onset">Onsets, their local mean taken away.</param>
    /// <param name="bpm">The tempo.</param>
    /// <returns>Frames, with parts, in order.</returns>
    public static double[] Find(ReadOnlySpan<float> onset, double bpm)
    {
        var beat = 60 * AudioFrames.Rate / bpm;
        var (nearest, farthest) = ((int)Math.Max(1, Math.Round(beat / 2)), (int)Math.Round(beat * 2));
        if (onset.Length <= farthest)
            return [];
        var strength = Normalise(onset);
        var penalty = new float[farthest + 1];
        for (var lag = nearest; lag <= farthest; lag++)
            penalty[lag] = (float)(-Tightness * Math.Pow(Math.Log(lag / beat), 2));
        var (score, from) = (new float[onset.Length], new int[onset.Length]);
        for (var t = 0; t < onset.Length; t++)
        {
            // A chain may begin anywhere, which costs nothing and earns nothing.
            var (best, at) = (0f, -1);
            for (var lag = nearest; lag <= Math.Min(farthest, t); lag++)
            {
                var value = score[t - lag] + penalty[lag];
                if (value > best)
                    (best, at) = (value, t - lag);
            }

            (score[t], from[t]) = (strength[t] + best, at);
        }

        var last = onset.Length - 1;
        for (var t = onset.Length - 1; t >= Math.Max(0, onset.Length - farthest); t--)
            last = score[t] > score[last] ? t : last;
        var beats = new List<double>();
        for (var t = last; t >= 0; t = from[t])
            beats.Add(Refine(onset, t));
        beats.Reverse();
        return DropWeakEnds(beats, strength);
    }

    /// <summary>The tempo that the beats keep; the one given where they keep none.</summary>
    public static double TempoOf(double[] beats, double bpm)
    {
        if (beats.Length < 8)
            return bpm;
        var steps = new double[beats.Length - 1];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = beats[i + 1] - beats[i];
        Array.Sort(steps);
        // The mean of the middle: a beat lost or doubled somewhere does not count.
        var middle = steps.AsSpan(steps.Length / 4, Math.Max(1, steps.Length / 2));
        double sum = 0;
        foreach (var step in middle)
            sum += step;
        var kept = 60 * AudioFrames.Rate / (sum / middle.Length);
        return Math.Abs((kept / bpm) - 1) < 0.03 ? kept : bpm;
    }

    private static float[] Normalise(ReadOnlySpan<float> onset)
    {
        var deviation = Math.Sqrt(MelBank.Dot(onset, onset) / onset.Length) + 1e-9;
        var result = new float[onset.Length];
        for (var i = 0; i < onset.Length; i++)
        {
            var around = onset[i] + (0.5f * ((i > 0 ? onset[i - 1] : 0) + (i + 1 < onset.Length ? onset[i + 1] : 0)));
            result[i] = (float)(Math.Max(0, around) / deviation);
        }

        return result;
    }

    private static double Refine(ReadOnlySpan<float> onset, int at)
    {
        if (at == 0 || at == onset.Length - 1)
            return at;
        var (left, middle, right) = (onset[at - 1], onset[at], onset[at + 1]);
        var curve = left - (2 * middle) + right;
        return curve < 0 ? at + Math.Clamp(0.5 * (left - right) / curve, -0.5, 0.5) : at;
    }

    private static double[] DropWeakEnds(List<double> beats, float[] strength)
    {
        if (beats.Count == 0)
            return [];
        float Of(int index) => strength[Math.Clamp((int)Math.Round(beats[index]), 0, strength.Length - 1)];
        double squares = 0;
        for (var i = 0; i < beats.Count; i++)
            squares += Of(i) * Of(i);
        var least = 0.25 * Math.Sqrt(squares / beats.Count);
        var (first, last) = (0, beats.Count - 1);
        while (first < last && Of(first) < least)
            first++;
        while (last > first && Of(last) < least)
            last--;
        return [.. beats[first..(last + 1)]];
    }
}
