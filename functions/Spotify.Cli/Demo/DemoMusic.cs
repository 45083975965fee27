using System.Buffers.Binary;

namespace Spotify.Cli.Demo;

/// <summary>Renders the demo release's music: a chord progression of soft pads, a plucked arpeggio, a bass and a brushed beat, from nothing but arithmetic.</summary>
internal static class DemoMusic
{
    private const int SampleRate = 44100;

    /// <summary>Renders a piece as a 16-bit stereo WAV file.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="seed">Picks melody and beat; the same seed gives the same bytes.</param>
    /// <param name="beatsPerMinute">The tempo.</param>
    /// <param name="bars">Length in bars of four beats.</param>
    /// <param name="chords">Roots as semitones from A, each with its third (3 minor, 4 major); one a bar, repeated.</param>
    public static void Render(string path, int seed, double beatsPerMinute, int bars, IReadOnlyList<(int Root, int Third)> chords)
    {
        var beat = 60.0 / beatsPerMinute;
        var length = (int)(bars * 4 * beat * SampleRate) + SampleRate;
        var (left, right) = (new float[length], new float[length]);
        var random = new Random(seed);
        for (var bar = 0; bar < bars; bar++)
        {
            var (root, third) = chords[bar % chords.Count];
            var start = bar * 4 * beat;
            int[] notes = [root, root + third, root + 7, root + 12];
            for (var voice = 0; voice < 3; voice++)
                AddPad(start, 4 * beat, Pitch(notes[voice] + 12), pan: 0.25 + (0.25 * voice));
            for (var eighth = 0; eighth < 8; eighth++)
                AddPluck(start + (eighth * beat / 2), Pitch(notes[random.Next(4)] + (random.Next(4) == 0 ? 36 : 24)), pan: random.NextDouble());
            AddBass(start, 2 * beat, Pitch(root - 12));
            AddBass(start + (2.5 * beat), 1.5 * beat, Pitch(root - 12));
            for (var tick = 0; tick < 8; tick++)
                AddBrush(start + (tick * beat / 2), tick % 4 == 2 ? 0.09 : 0.035);
        }

        Write(path, left, right);

        static double Pitch(int semitones) => 220.0 * Math.Pow(2, semitones / 12.0);

        void AddPad(double start, double seconds, double hertz, double pan) =>
            Add(start, seconds, pan, t => 0.05 * Math.Min(1, Math.Min(t / 0.4, (seconds - t) / 0.4))
                * (Math.Sin(Math.Tau * hertz * t) + (0.5 * Math.Sin(Math.Tau * 1.003 * hertz * t)) + (0.2 * Math.Sin(Math.Tau * 2 * hertz * t))));

        void AddPluck(double start, double hertz, double pan) =>
            Add(start, 0.9, pan, t => 0.13 * Math.Exp(-6 * t) * Math.Min(1, t / 0.003)
                * Math.Sin((Math.Tau * hertz * t) + (1.5 * Math.Exp(-9 * t) * Math.Sin(Math.Tau * 2 * hertz * t))));

        void AddBass(double start, double seconds, double hertz) =>
            Add(start, seconds, 0.5, t => 0.17 * Math.Min(1, Math.Min(t / 0.01, (seconds - t) / 0.08)) * Math.Tanh(1.6 * Math.Sin(Math.Tau * hertz * t)));

        void AddBrush(double start, double gain) =>
            Add(start, 0.12, 0.55, t => gain * Math.Exp(-38 * t) * ((2 * random.NextDouble()) - 1));

        void Add(double start, double seconds, double pan, Func<double, double> sound)
        {
            var first = (int)(start * SampleRate);
            var count = Math.Min((int)(seconds * SampleRate), length - first);
            var (toLeft, toRight) = (Math.Cos(pan * Math.PI / 2), Math.Sin(pan * Math.PI / 2));
            for (var i = 0; i < count; i++)
            {
                var value = sound(i / (double)SampleRate);
                left[first + i] += (float)(value * toLeft);
                right[first + i] += (float)(value * toRight);
            }
        }
    }

    private static void Write(string path, float[] left, float[] right)
    {
        var data = left.Length * 4;
        var bytes = new byte[44 + data];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 36 + data);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), SampleRate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), data);
        for (var i = 0; i < left.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + (4 * i)), Sample(left[i]));
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(46 + (4 * i)), Sample(right[i]));
        }

        File.WriteAllBytes(path, bytes);

        static short Sample(float value) => (short)(Math.Clamp(value, -1f, 1f) * short.MaxValue);
    }
}
