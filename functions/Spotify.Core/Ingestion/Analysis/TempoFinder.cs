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
/// Finds the tempo. Candidates are the tempi at which onsets of all parts of the spectrum come back after one, two, three, four, six and eight beats; which of them is the beat, and not
/// its half, its double or two thirds of it, is judged by a linear score over what tells them apart: the bar, kicks every second beat that snares answer a beat later, the tatum, and
/// how usual the tempo is. Its weights are those of a conditional logistic regression (one choice among a piece's candidates) over 1,140 rendered pieces of 19 styles with random drum sounds,
/// fills, timing, noise, chords and basses; none of them is among those that the tests render. See <c>docs/audio-analysis.md</c>.
/// </summary>
internal static class TempoFinder
{
    private const double Slowest = 42;
    private const double Fastest = 230;
    private const double Step = 1.003;
    private const int CandidateSteps = 10;
    private const double Near = 0.008;
    private const double Usual = 115;

    // How much each time, in beats, says about whether there is a candidate at all.
    private static readonly Feature[] Comb =
    [
        .. Teeth(OnsetPeriods.All, 2), .. Teeth(OnsetPeriods.Low, 1), .. Teeth(OnsetPeriods.Body, 1), .. Teeth(OnsetPeriods.Middle, 1), .. Teeth(OnsetPeriods.High, 1),
    ];

    // Which beats after one are like it, and how much that counts: in bars of four, and of three.
    private static readonly Feature[] Fours =
        [new(OnsetPeriods.All, 1, 0.3), new(OnsetPeriods.All, 2, 0.15), new(OnsetPeriods.All, 4, 0.25), new(OnsetPeriods.All, 8, 0.3)];

    private static readonly Feature[] Threes = [new(OnsetPeriods.All, 1, 0.3), new(OnsetPeriods.All, 3, 0.32), new(OnsetPeriods.All, 6, 0.33)];

    // The regression's weights. What is like itself a third of a beat or, in the bass, one and a half beats later is no beat; kicks that are alike on every beat speak for the double.
    private static readonly Feature[] Beat =
    [
        new(OnsetPeriods.All, 1 / 3.0, -2.98), new(OnsetPeriods.All, 1, 1.40), new(OnsetPeriods.All, 2, 3.15), new(OnsetPeriods.All, 3, 3.62), new(OnsetPeriods.All, 4, 3.03),
        new(OnsetPeriods.Low, 1, -3.45), new(OnsetPeriods.Low, 1.5, -1.96), new(OnsetPeriods.Low, 3, 1.35), new(OnsetPeriods.Low, 4, 2.63), new(OnsetPeriods.Low, 8, -1.18),
        new(OnsetPeriods.Body, 4, 1.84), new(OnsetPeriods.Middle, 3, 1.40), new(OnsetPeriods.High, 2, 4.23), new(OnsetPeriods.Answer, 3, 1.96),
    ];

    private const double BarWeight = 2.38;
    private const double HalfBeatWeight = 1.50;
    private const double OctaveWeight = 3.24;
    private const double OctaveSquareWeight = -5.29;

    /// <summary>Finds it.</summary>
    /// <param name="periods">After which times onsets are alike; null where there are none.</param>
    /// <param name="whole">The tempo of the piece that this is a part of, which is not left by more than an eighth; null for a whole piece.</param>
    public static TempoEstimate Find(OnsetPeriods? periods, double? whole = null)
    {
        if (periods is null)
            return TempoEstimate.None;
        // Noise is like itself by chance, the less the longer it lasts.
        var least = 0.03 + (0.08 / Math.Sqrt(periods.Windows));
        var (best, bestScore) = (0.0, double.NegativeInfinity);
        foreach (var bpm in Candidates(periods, whole is { } near ? near / 1.125 : Slowest, whole is { } nearby ? nearby * 1.125 : Fastest))
        {
            var score = Score(periods, bpm);
            if (score > bestScore && Bar(periods, Frames(bpm)) > least)
                (best, bestScore) = (bpm, score);
        }

        return best > 0 ? new TempoEstimate(Refine(periods, best), Math.Clamp(Bar(periods, Frames(best)) / 0.6, 0, 1)) : TempoEstimate.None;
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

    private static IEnumerable<Feature> Teeth(int kind, double weight) =>
        [new(kind, 1, weight), new(kind, 2, weight), new(kind, 3, 0.7 * weight), new(kind, 4, weight), new(kind, 6, 0.5 * weight), new(kind, 8, 0.5 * weight)];

    private static double Frames(double bpm) => 60 * AudioFrames.Rate / bpm;

    // Tempi at which the comb is stronger than at any within 3 %.
    private static IEnumerable<double> Candidates(OnsetPeriods periods, double slowest, double fastest)
    {
        var count = 1 + (int)(Math.Log(fastest / slowest) / Math.Log(Step));
        var strengths = new double[count];
        for (var i = 0; i < count; i++)
            strengths[i] = Sum(Comb, periods, Frames(slowest * Math.Pow(Step, i)));
        for (var i = 0; i < count; i++)
        {
            var around = strengths.AsSpan(Math.Max(0, i - CandidateSteps)..Math.Min(count, i + CandidateSteps + 1));
            var isStrongest = true;
            foreach (var other in around)
                isStrongest &= other <= strengths[i];
            if (isStrongest)
                yield return slowest * Math.Pow(Step, i);
        }
    }

    private static double Score(OnsetPeriods periods, double bpm)
    {
        var beat = Frames(bpm);
        var octaves = Math.Log2(bpm / Usual);
        // Beats are cut in halves, by cymbals mostly.
        var half = periods.At(OnsetPeriods.All, beat / 2) / Math.Max(1e-3, periods.At(OnsetPeriods.All, beat));
        return Sum(Beat, periods, beat) + (BarWeight * Bar(periods, beat)) + (HalfBeatWeight * Math.Clamp((half - 0.75) / 0.22, 0, 1))
            + (OctaveWeight * octaves) + (OctaveSquareWeight * octaves * octaves);
    }

    private static double Bar(OnsetPeriods periods, double beat) => Math.Max(Sum(Fours, periods, beat), Sum(Threes, periods, beat));

    private static double Sum(Feature[] features, OnsetPeriods periods, double beat)
    {
        double sum = 0;
        foreach (var (kind, beats, weight) in features)
            sum += weight * periods.At(kind, beat * beats);
        return sum;
    }

    // The strongest of the comb's far teeth say the tempo more finely than the first.
    private static double Refine(OnsetPeriods periods, double bpm)
    {
        var beat = Frames(bpm);
        var multiple = Math.Max(1, (int)(OnsetPeriods.MaxLag / beat) - 1);
        var at = (int)Math.Round(beat * multiple);
        var near = 1 + (int)(at * Near);
        var (from, to) = (Math.Max(1, at - near), Math.Min(OnsetPeriods.MaxLag - 1, at + near));
        double At(int lag) => periods.At(OnsetPeriods.All, lag);
        var peak = from;
        for (var lag = from; lag <= to; lag++)
            peak = At(lag) > At(peak) ? lag : peak;
        var curve = At(peak - 1) - (2 * At(peak)) + At(peak + 1);
        var shift = curve < 0 ? Math.Clamp(0.5 * (At(peak - 1) - At(peak + 1)) / curve, -0.5, 0.5) : 0;
        var refined = 60 * AudioFrames.Rate * multiple / (peak + shift);
        return Math.Abs(refined / bpm - 1) < 0.03 ? refined : bpm;
    }

    // What counts: onsets of which part, after how many beats, and how much.
    private readonly record struct Feature(int Kind, double Beats, double Weight);
}
