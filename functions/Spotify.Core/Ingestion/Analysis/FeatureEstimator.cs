using System.Runtime.InteropServices;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// The figures from 0 to 1: heuristics, each a logistic curve over a few measures that are known to go with it. What each is made of and why is in <c>docs/audio-analysis.md</c>; they are
/// tuned by eye on music and speech, not trained.
/// </summary>
internal sealed class FeatureEstimator
{
    private readonly double _lufs;
    private readonly double _bpm;
    private readonly double _pulse;
    private readonly double _onsetsPerSecond;
    private readonly double _onsetStrength;
    private readonly double _brightness;
    private readonly double _brightnessSpread;
    private readonly double _flatness;
    private readonly double _high;
    private readonly double _spread;
    private readonly double _pauses;
    private readonly double _syllables;
    private readonly double _lowOnsets;
    private readonly double _noiseBetween;

    /// <summary>Measures a track.</summary>
    /// <param name="frames">The track.</param>
    /// <param name="lufs">Its loudness.</param>
    /// <param name="tempo">Its tempo.</param>
    /// <param name="segments">How many sounds it has.</param>
    public FeatureEstimator(AudioFrames frames, double lufs, TempoEstimate tempo, int segments)
    {
        (_lufs, _bpm, _pulse) = (lufs, tempo.Bpm, tempo.Confidence);
        var levels = CollectionsMarshal.AsSpan(frames.Level);
        var sounding = new List<int>();
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] > -60)
                sounding.Add(i);
        }

        _onsetsPerSecond = sounding.Count > 0 ? segments / (sounding.Count / AudioFrames.Rate) : 0;
        if (sounding.Count == 0)
            return;
        double onset = 0, low = 0, brightness = 0, bright2 = 0, flatness = 0, power = 0;
        foreach (var i in sounding)
        {
            onset += frames.Onset[i] / MelSummary.Bands;
            low += frames.LowOnset[i];
            brightness += frames.Brightness[i];
            bright2 += frames.Brightness[i] * frames.Brightness[i];
            flatness += frames.Flatness[i];
            power += Math.Pow(10, levels[i] / 10);
        }

        (_onsetStrength, _lowOnsets, _brightness, _flatness) = (onset / sounding.Count, low / sounding.Count, brightness / sounding.Count, flatness / sounding.Count);
        _brightnessSpread = Math.Sqrt(Math.Max(0, (bright2 / sounding.Count) - (_brightness * _brightness)));
        _high = frames.PowerAbove(4000);
        var sorted = sounding.Select(i => frames.Level[i]).Order().ToArray();
        _spread = sorted[(int)(0.95 * (sorted.Length - 1))] - sorted[(int)(0.1 * (sorted.Length - 1))];
        var mean = 10 * Math.Log10(power / sounding.Count);
        _pauses = levels.ToArray().Count(level => level < mean - 15 && level > AudioFrames.Silence) / (double)levels.Length;
        _syllables = Syllables(levels);
        _noiseBetween = NoiseBetween(frames, sorted[(int)(0.1 * (sorted.Length - 1))]);
    }

    /// <summary>Loud, dense, bright and with strong onsets.</summary>
    public double Energy => Logistic(1.2 + (0.1 * (_lufs + 16)) + (0.35 * (_onsetsPerSecond - 3.5)) + (6 * (_brightness - 0.36)) + (10 * (_onsetStrength - 0.06)) - (0.03 * (_spread - 15)));

    /// <summary>A clear, steady pulse at a tempo to which people dance, with a bass on it.</summary>
    public double Danceability
    {
        get
        {
            var comfort = _bpm > 0 ? Math.Exp(-0.5 * Math.Pow(Math.Log2(_bpm / 118) / 0.45, 2)) : 0;
            return Logistic((3.2 * (_pulse - 0.45)) + (2 * (comfort - 0.6)) + (0.5 * (_lowOnsets - 0.5))) * (_bpm > 0 ? 1 : 0.3);
        }
    }

    /// <summary>Speech: syllables follow one another four times a second, with pauses, without a pulse.</summary>
    public double Speechiness => Logistic((9 * (_syllables - 0.42)) + (6 * (_pauses - 0.25)) - (3 * (_pulse - 0.3)) + (8 * (_brightnessSpread - 0.09)) + 0.4);

    /// <summary>Little above 4 kHz, soft, few and gentle onsets.</summary>
    public double Acousticness => Logistic((-0.9 * (Math.Log10(_high + 1e-5) + 2.2)) - 0.8 - (0.06 * (_lufs + 17)) - (12 * (_onsetStrength - 0.05)) - (6 * (_brightness - 0.34)));

    /// <summary>No voice: little of what moves like syllables, and a steady colour. The weakest of the figures.</summary>
    public double Instrumentalness => Logistic((-10 * (_syllables - 0.33)) - (14 * (_brightnessSpread - 0.08)) + (2 * (_pulse - 0.5)));

    /// <summary>What is heard in the quietest moments is noise of a hall rather than silence or a tone.</summary>
    public double Liveness => Logistic((7 * (_noiseBetween - 0.35)) - (0.04 * (_spread - 18)) - 0.8);

    /// <summary>Major, quick, bright and lively.</summary>
    /// <param name="key">The key.</param>
    public double Valence(KeyEstimate key)
    {
        var mode = key.Key < 0 ? 0 : (key.Mode == 1 ? 0.7 : -0.7) * (0.4 + (0.6 * key.ModeConfidence));
        var pace = _bpm > 0 ? Math.Clamp(Math.Log2(_bpm / 105), -1, 1) : -0.3;
        return Logistic(mode + (0.7 * pace) + (4 * (_brightness - 0.36)) + (1.2 * (Danceability - 0.5)) + (0.8 * (Energy - 0.5)));
    }

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));

    // The part of the level's movement between 0.5 and 20 Hz that lies at 2.5 to 7 Hz, where syllables are; means of eight seconds.
    private static double Syllables(ReadOnlySpan<float> levels)
    {
        const int Size = 512;
        var fft = new RealFft(Size);
        var window = RealFft.Hann(Size);
        Span<float> frame = new float[Size];
        Span<float> power = new float[(Size / 2) + 1];
        double syllables = 0, all = 0;
        for (var start = 0; start + Size <= levels.Length; start += Size / 2)
        {
            float mean = 0;
            for (var i = 0; i < Size; i++)
                mean += Math.Max(-50, levels[start + i]) / Size;
            if (mean <= -49)
                continue;
            for (var i = 0; i < Size; i++)
                frame[i] = (Math.Max(-50, levels[start + i]) - mean) * window[i];
            fft.Power(frame, power);
            for (var bin = 1; bin < power.Length; bin++)
            {
                var hertz = bin * AudioFrames.Rate / Size;
                syllables += hertz is >= 2.5 and <= 7 ? power[bin] : 0;
                all += hertz is >= 0.5 and <= 20 ? power[bin] : 0;
            }
        }

        return all > 0 ? syllables / all : 0;
    }

    private static double NoiseBetween(AudioFrames frames, double below)
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames.Level[i] <= below && frames.Level[i] > -70)
                (sum, count) = (sum + Math.Sqrt(frames.Flatness[i]), count + 1);
        }

        return count > 0 ? sum / count : 0;
    }
}
