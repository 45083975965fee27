using System.Runtime.InteropServices;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>Cuts a track into single sounds where onsets peak, and describes each.</summary>
internal static class SegmentFinder
{
    // About a tenth of a second and four seconds.
    private const int Shortest = 4;
    private const int Longest = 172;

    // Six hours of music have no more segments than an hour, only longer ones.
    private const int Most = 20_000;

    /// <summary>Cuts and describes.</summary>
    /// <param name="frames">The track.</param>
    /// <param name="onset">Its onsets, their local mean taken away.</param>
    /// <param name="tuning">Its tuning.</param>
    /// <param name="duration">Its length in seconds.</param>
    public static List<AnalysisSegment> Find(AudioFrames frames, ReadOnlySpan<float> onset, double tuning, double duration)
    {
        if (onset.Length == 0)
            return [];
        var shortest = Math.Max(Shortest, 2 * frames.Count / Most);
        var starts = Starts(onset, shortest);
        var deviation = Deviation(onset);
        var result = new List<AnalysisSegment>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var (from, to) = (starts[i], i + 1 < starts.Count ? starts[i + 1] : frames.Count);
            var end = i + 1 < starts.Count ? Seconds(to) : duration;
            result.Add(Describe(frames, from, to, end - Seconds(from), Math.Clamp(onset[from] / (4 * deviation), 0, 1), tuning));
        }

        return result;
    }

    private static List<int> Starts(ReadOnlySpan<float> onset, int shortest)
    {
        var threshold = 0.5 * Deviation(onset);
        var longest = Math.Max(Longest, 4 * shortest);
        List<int> starts = [0];
        for (var t = 1; t < onset.Length; t++)
        {
            var since = t - starts[^1];
            var isPeak = onset[t] > threshold && onset[t] >= onset[t - 1] && (t + 1 == onset.Length || onset[t] > onset[t + 1]);
            if (isPeak && since < shortest && starts.Count > 1 && onset[t] > 1.5f * onset[starts[^1]])
                starts[^1] = t;
            else if ((isPeak && since >= shortest) || since >= longest)
                starts.Add(t);
        }

        if (starts.Count > 1 && onset.Length - starts[^1] < 2)
            starts.RemoveAt(starts.Count - 1);
        return starts;
    }

    private static double Deviation(ReadOnlySpan<float> onset) => Math.Sqrt(MelBank.Dot(onset, onset) / Math.Max(1, onset.Length)) + 1e-9;

    private static AnalysisSegment Describe(AudioFrames frames, int from, int to, double duration, double confidence, double tuning)
    {
        var levels = CollectionsMarshal.AsSpan(frames.Level)[from..Math.Max(from + 1, to)];
        var loudest = 0;
        double power = 0;
        for (var i = 0; i < levels.Length; i++)
        {
            loudest = levels[i] > levels[loudest] ? i : loudest;
            power += Math.Pow(10, levels[i] / 10);
        }

        var start = from > 0 ? Math.Min(levels[0], frames.Level[from - 1]) : levels[0];
        return new AnalysisSegment
        {
            Start = Rounding.Time(Seconds(from)),
            Duration = Rounding.Time(duration),
            Confidence = Rounding.Part(confidence),
            LoudnessStart = Rounding.Level(Math.Max(-60, start)),
            LoudnessMaxTime = Rounding.Time(loudest / AudioFrames.Rate),
            LoudnessMax = Rounding.Level(Math.Max(-60, levels[loudest])),
            LoudnessEnd = Rounding.Level(Math.Max(-60, levels[^1])),
            Pitches = [.. ChromaMeans.Pitches(frames, from, to, tuning).Select(Rounding.Part)],
            Timbre = Timbre(frames, from, to, 10 * Math.Log10((power / levels.Length) + 1e-12), Math.Max(0, levels[loudest] - start)),
        };
    }

    private static double[] Timbre(AudioFrames frames, int from, int to, double level, double attack)
    {
        var shape = new double[AudioFrames.TimbreSize];
        TimbreMeans.Add(frames, from, to, shape);
        // The spectrum falls towards its upper end, which makes the first figure positive: brighter is less of it.
        return
        [
            Rounding.Level(Math.Max(0, level + 60)), Rounding.Level(-10 * shape[0]), Rounding.Level(10 * shape[1]), Rounding.Level(attack),
            .. shape[2..10].Select(value => Rounding.Level(10 * value)),
        ];
    }

    private static double Seconds(int frame) => frame / AudioFrames.Rate;
}

/// <summary>Shapes of the spectrum of stretches of a track.</summary>
internal static class TimbreMeans
{
    /// <summary>Fills in the mean between two frames.</summary>
    public static void Add(AudioFrames frames, double from, double to, Span<double> mean)
    {
        var count = frames.Timbre.Count / AudioFrames.TimbreSize;
        var first = Math.Clamp((int)Math.Ceiling(from / AudioFrames.TimbreEvery), 0, Math.Max(0, count - 1));
        var last = Math.Clamp((int)Math.Ceiling(to / AudioFrames.TimbreEvery), Math.Min(count, first + 1), count);
        for (var index = first; index < last; index++)
        {
            for (var i = 0; i < mean.Length; i++)
                mean[i] += (double)frames.Timbre[(index * AudioFrames.TimbreSize) + i] / (last - first);
        }
    }
}

/// <summary>As many places as the figures are good for; the same audio gives the same text.</summary>
internal static class Rounding
{
    public static double Time(double seconds) => Math.Round(seconds, 5);

    public static double Part(double value) => Math.Round(double.IsFinite(value) ? value : 0, 3);

    public static double Level(double value) => Math.Round(double.IsFinite(value) ? value : 0, 3);
}
