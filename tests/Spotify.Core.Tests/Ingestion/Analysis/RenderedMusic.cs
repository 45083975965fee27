using System.Numerics;
using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Core.Tests.Ingestion.Analysis;

/// <summary>Music that a test renders, so that its tempo and key are known: mono at 22,050 Hz.</summary>
internal sealed class RenderedMusic(double seconds, int seed = 1)
{
    public const int Rate = TrackAnalyser.SampleRate;

    private readonly Random _random = new(seed);

    public float[] Samples { get; } = new float[(int)(seconds * Rate)];

    /// <summary>What a voice sounds like: the amplitude of each harmonic, and how fast it dies away (per second; 0 for not at all).</summary>
    public sealed record Timbre(string Name, IReadOnlyList<double> Harmonics, double Decay)
    {
        public static Timbre Sine { get; } = new("sine", [1], 0);

        public static Timbre Saw { get; } = new("saw", [.. Enumerable.Range(1, 12).Select(n => 1.0 / n)], 0);

        public static Timbre Plucked { get; } = new("plucked", [.. Enumerable.Range(1, 8).Select(n => 1.0 / (n * Math.Sqrt(n)))], 3);

        public static Timbre Organ { get; } = new("additive", [1, 0.6, 0.1, 0.4, 0.05, 0.1, 0.02, 0.15], 0.3);

        public static IReadOnlyList<Timbre> All { get; } = [Sine, Saw, Plucked, Organ];
    }

    /// <summary>Metronome: short bursts of a high tone, each of the same strength.</summary>
    public static RenderedMusic Clicks(double bpm, double seconds)
    {
        var music = new RenderedMusic(seconds);
        for (var at = 0.3; at < seconds - 0.1; at += 60 / bpm)
            music.Burst(at, 0.03, 1600, 0.7, 120);
        return music;
    }

    /// <summary>A drum pattern, over and over: a letter a sixteenth (or a twelfth of the bar where <paramref name="steps"/> is 3 a beat).</summary>
    public static RenderedMusic Drums(double bpm, double seconds, int steps, string kick, string snare, string hat, double swing = 0)
    {
        var music = new RenderedMusic(seconds, (int)bpm);
        var step = 60 / bpm / steps;
        for (var i = 0; (i * step) + 0.5 < seconds; i++)
        {
            // Swing: every second step comes late.
            var at = 0.2 + (i * step) + (i % 2 == 1 ? swing * step : 0);
            if (kick[i % kick.Length] == 'x')
                music.Kick(at);
            if (snare[i % snare.Length] == 'x')
                music.Noise(at, 0.12, 0.4, 25, 0.1, 190);
            if (hat[i % hat.Length] != '.')
                music.Noise(at, 0.04, hat[i % hat.Length] == 'X' ? 0.2 : 0.1, 90, 0.9);
        }

        return music;
    }

    /// <summary>Chords, each of the same length, over and over. A chord is its notes in semitones above middle C; the lowest is doubled an octave below.</summary>
    public static RenderedMusic Chords(IReadOnlyList<IReadOnlyList<int>> chords, double seconds, double each, Timbre timbre, double tuning = 0, double start = 0)
    {
        var music = new RenderedMusic(seconds);
        for (var i = 0; start + ((i + 1) * each) <= seconds; i++)
        {
            var chord = chords[i % chords.Count];
            foreach (var note in chord.Append(chord[0] - 12))
                music.Tone(start + (i * each), each, 261.6256 * Math.Pow(2, (note + tuning) / 12), 0.12, timbre);
        }

        return music;
    }

    /// <summary>A cadence in a key: I IV V I, or i iv V i.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Cadence(int key, bool isMajor, int form)
    {
        int[] On(int degree, bool major) => [key + degree, key + degree + (major ? 4 : 3), key + degree + 7];
        int[][] chords = (isMajor, form) switch
        {
            (true, 0) => [On(0, true), On(5, true), On(7, true), On(0, true)],
            (true, 1) => [On(0, true), On(2, false), On(7, true), On(0, true)],
            (true, _) => [On(0, true), On(-3, false), On(5, true), On(7, true), On(0, true), On(0, true)],
            (false, 0) => [On(0, false), On(5, false), On(7, true), On(0, false)],
            (false, 1) => [On(0, false), On(-4, true), On(5, false), On(7, true), On(0, false), On(0, false)],
            (false, _) => [On(0, false), On(-2, true), On(-4, true), On(7, true), On(0, false), On(0, false)],
        };
        return chords;
    }

    /// <summary>Adds white noise of a given level below full scale.</summary>
    public RenderedMusic WithNoise(double decibels)
    {
        var amplitude = Math.Pow(10, decibels / 20) * Math.Sqrt(3);
        for (var i = 0; i < Samples.Length; i++)
            Samples[i] += (float)(((_random.NextDouble() * 2) - 1) * amplitude);
        return this;
    }

    /// <summary>Adds other music.</summary>
    public RenderedMusic With(RenderedMusic other)
    {
        for (var i = 0; i < Math.Min(Samples.Length, other.Samples.Length); i++)
            Samples[i] += other.Samples[i];
        return this;
    }

    /// <summary>What the analyser finds in it.</summary>
    public TrackSound Analyse()
    {
        double power = 1e-9;
        foreach (var sample in Samples)
            power += sample * (double)sample / Samples.Length;
        var analyser = new TrackAnalyser(Samples.Length, 10 * Math.Log10(power));
        // In pieces that fit no frame.
        for (var at = 0; at < Samples.Length; at += 5000)
            analyser.Add(Samples.AsSpan(at, Math.Min(5000, Samples.Length - at)));
        return analyser.Finish();
    }

    public void Tone(double at, double length, double hertz, double amplitude, Timbre timbre)
    {
        var (from, count) = ((int)(at * Rate), (int)(length * Rate));
        for (var harmonic = 1; harmonic <= timbre.Harmonics.Count && hertz * harmonic < Rate / 2.2; harmonic++)
        {
            var angle = 2 * Math.PI * hertz * harmonic / Rate;
            var level = amplitude * timbre.Harmonics[harmonic - 1];
            // Turned on by a complex factor, which is quicker than a sine for each sample.
            var turn = Complex.FromPolarCoordinates(Math.Exp(-timbre.Decay * Math.Sqrt(harmonic) / Rate), angle);
            var value = Complex.FromPolarCoordinates(level, harmonic * 0.7);
            for (var i = 0; i < count && from + i < Samples.Length; i++, value *= turn)
                Samples[from + i] += (float)(Math.Min(1, Math.Min(i, count - i) / (0.01 * Rate)) * value.Imaginary);
        }
    }

    private void Kick(double at)
    {
        var from = (int)(at * Rate);
        double phase = 0;
        for (var i = 0; i < 0.2 * Rate && from + i < Samples.Length; i++)
        {
            var time = (double)i / Rate;
            phase += 2 * Math.PI * (50 + (90 * Math.Exp(-time * 40))) / Rate;
            Samples[from + i] += (float)(0.8 * Math.Exp(-time * 16) * Math.Sin(phase));
        }
    }

    private void Burst(double at, double length, double hertz, double amplitude, double decay)
    {
        var from = (int)(at * Rate);
        for (var i = 0; i < length * Rate && from + i < Samples.Length; i++)
            Samples[from + i] += (float)(amplitude * Math.Exp(-decay * i / Rate) * Math.Sin(2 * Math.PI * hertz * i / Rate));
    }

    // Highpassed noise: each sample less a part of the one before; a tone below it for the body of a snare.
    private void Noise(double at, double length, double amplitude, double decay, double high, double body = 0)
    {
        var from = (int)(at * Rate);
        double before = 0;
        for (var i = 0; i < length * Rate && from + i < Samples.Length; i++)
        {
            var noise = (_random.NextDouble() * 2) - 1;
            var tone = body > 0 ? 0.7 * Math.Sin(2 * Math.PI * body * i / Rate) : 0;
            Samples[from + i] += (float)(amplitude * Math.Exp(-decay * i / Rate) * (noise - (high * before) + tone));
            before = noise;
        }
    }
}
