namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// What all analyses are made from, gathered in one pass over the samples: per hop of 23 ms the level, the rise of the log-mel spectrum (onsets), brightness and flatness; every second
/// hop the shape of the spectrum; every fourth hop the pitch classes in thirds of a semitone. 58 bytes a hop, 54 MB for six hours.
/// </summary>
internal sealed class AudioFrames
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 22_050;

    /// <summary>Samples from one frame to the next.</summary>
    public const int Hop = 512;

    /// <summary>Hops from one shape of the spectrum to the next.</summary>
    public const int TimbreEvery = 2;

    /// <summary>Figures of a spectrum's shape.</summary>
    public const int TimbreSize = 12;

    /// <summary>Hops from one chroma to the next.</summary>
    public const int ChromaEvery = 4;

    /// <summary>Parts of the spectrum whose onsets are kept apart: below 200 Hz, to 800 Hz, to 2,800 Hz, and above; about where kicks, bodies, snares and cymbals are.</summary>
    public const int Parts = 4;

    /// <summary>The level of nothing at all, in dB.</summary>
    public const float Silence = -100;

    /// <summary>Frames a second.</summary>
    public const double Rate = (double)SampleRate / Hop;

    private const int Window = 2048;
    private const int LongWindow = 8192;
    private const int Before = LongWindow / 2;
    private const long MostExpected = 2_000_000;
    private const double LowestHertz = 30;
    private const double LowBandHertz = 160;
    private const double TargetLufs = -18;

    // Where drums' parts of the spectrum end, in bands: kick, body, snare, cymbals. Each counts alike, or the many bands of the cymbals would drown the kick.
    private static readonly int[] PartEnds = [5, 20, 45, MelSummary.Bands];

    // What is 50 dB below a loud band no longer counts as an onset.
    private const float OnsetGain = 1e4f;

    private readonly RealFft _fft = new(Window);
    private readonly float[] _window = RealFft.Hann(Window);
    private readonly MelBank _mel = new(MelSummary.Bands, SampleRate, Window, LowestHertz);
    private readonly ChromaReader _chromaReader = new(LongWindow);
    private readonly float[][] _shapes = Shapes();
    private readonly float[] _buffer = new float[LongWindow + (32 * Hop)];
    private readonly float[] _windowed = new float[Window];
    private readonly float[] _power = new float[(Window / 2) + 1];
    private readonly float[] _bands = new float[MelSummary.Bands];
    private readonly float[] _decibels = new float[MelSummary.Bands];
    private readonly float[] _compressed = new float[MelSummary.Bands];
    private readonly float[] _previous = new float[MelSummary.Bands];
    private readonly float[] _rises = new float[MelSummary.Bands];
    private readonly double[] _bandSums = new double[MelSummary.Bands];
    private readonly float _gain;
    private readonly MelPooling _pooling;
    private int _filled = Before;
    private int _position;

    /// <param name="expectedSamples">How long the track is; only the summary's frames depend on it.</param>
    /// <param name="integratedLufs">Its loudness: onsets are judged at a loudness that is the same for all tracks.</param>
    public AudioFrames(long expectedSamples, double integratedLufs)
    {
        _gain = (float)Math.Pow(10, (TargetLufs - Math.Clamp(integratedLufs, -60, 0)) / 10);
        var expected = Math.Max(1, (expectedSamples + Hop - 1) / Hop);
        _pooling = new MelPooling(expected);
        // Lists that grow by themselves would be copied, and half empty at their end.
        var frames = (int)Math.Min(MostExpected, expected) + (Before / Hop) + 1;
        (Level, Onset, LowOnset, Brightness, Flatness) = (new(frames), new(frames), new(frames), new(frames), new(frames));
        (PartOnset, Timbre, Chroma) = (new(frames * Parts), new(((frames / TimbreEvery) + 1) * TimbreSize), new(((frames / ChromaEvery) + 1) * ChromaReader.Bins));
    }

    /// <summary>Samples so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Frames so far.</summary>
    public int Count => Level.Count;

    /// <summary>Level of each hop in dB relative to full scale.</summary>
    public List<float> Level { get; }

    /// <summary>How much the spectrum rises at each hop.</summary>
    public List<float> Onset { get; }

    /// <summary>How much it rises in each of <see cref="Parts"/> parts, the mean over the part's bands, from the lowest on, hop by hop; <see cref="Onset"/> is their sum, scaled.</summary>
    public List<Half> PartOnset { get; }

    /// <summary>How much it rises below 160 Hz, where drums and basses mark the bar.</summary>
    public List<float> LowOnset { get; }

    /// <summary>Where the middle of the spectrum is, 0 at its lower end to 1 at its upper, on the mel scale.</summary>
    public List<float> Brightness { get; }

    /// <summary>0 for a tone to 1 for white noise.</summary>
    public List<float> Flatness { get; }

    /// <summary>Shapes of the spectrum, <see cref="TimbreSize"/> figures each: its cosine transform from the first coefficient on.</summary>
    public List<Half> Timbre { get; }

    /// <summary>Chroma frames, <see cref="ChromaReader.Bins"/> figures each, the strongest 1.</summary>
    public List<Half> Chroma { get; }

    /// <summary>Where tuning stands, in semitones from 440 Hz, -0.5 to 0.5.</summary>
    public double Tuning => _chromaReader.Tuning;

    /// <summary>The part of all power above a frequency.</summary>
    public double PowerAbove(double hertz)
    {
        double above = 0, all = 0;
        for (var band = 0; band < _bandSums.Length; band++)
        {
            // A band's figure is a mean over bins, and bands grow wider upwards.
            var power = _bandSums[band] * (700 + _mel.Centres[band]);
            all += power;
            above += _mel.Centres[band] >= hertz ? power : 0;
        }

        return all > 0 ? above / all : 0;
    }

    /// <summary>Takes the next samples.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        Samples += samples.Length;
        Feed(samples);
    }

    /// <summary>Takes the end.</summary>
    /// <returns>The summary of the log-mel spectrogram.</returns>
    public MelSummary Finish()
    {
        var frames = (int)((Samples + Hop - 1) / Hop);
        Span<float> rest = stackalloc float[Hop];
        rest.Clear();
        while (Count < frames)
            Feed(rest);
        Trim(Level, frames);
        Trim(Onset, frames);
        PartOnset.RemoveRange(frames * Parts, PartOnset.Count - (frames * Parts));
        Trim(LowOnset, frames);
        Trim(Brightness, frames);
        Trim(Flatness, frames);
        return _pooling.ToSummary((uint)(Samples * 1000 / SampleRate));
    }

    private static void Trim(List<float> list, int count) => list.RemoveRange(count, list.Count - count);

    private static float[][] Shapes() =>
    [
        .. Enumerable.Range(1, TimbreSize).Select(order =>
            Enumerable.Range(0, MelSummary.Bands).Select(band => (float)(Math.Cos(Math.PI * order * (band + 0.5) / MelSummary.Bands) * 2 / MelSummary.Bands)).ToArray()),
    ];

    private void Feed(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            var count = Math.Min(samples.Length, _buffer.Length - _filled);
            samples[..count].CopyTo(_buffer.AsSpan(_filled));
            samples = samples[count..];
            _filled += count;
            for (; _position + LongWindow <= _filled; _position += Hop)
                Frame(_buffer.AsSpan(_position, LongWindow));
            _buffer.AsSpan(_position, _filled - _position).CopyTo(_buffer);
            (_filled, _position) = (_filled - _position, 0);
        }
    }

    // The frame's middle is the hop's first sample.
    private void Frame(ReadOnlySpan<float> around)
    {
        var index = Count;
        var own = around.Slice(Before, Hop);
        Level.Add(Math.Max(Silence, 10 * MathF.Log10((MelBank.Dot(own, own) / Hop) + 1e-12f)));
        var frame = around.Slice(Before - (Window / 2), Window);
        MelBank.Multiply(frame, _window, _windowed);
        _fft.Power(_windowed, _power);
        _mel.Apply(_power, _bands);
        AddSpectrum();
        _pooling.Add(index, _decibels);
        if (index % TimbreEvery == 0)
        {
            foreach (var shape in _shapes)
                Timbre.Add((Half)MelBank.Dot(_decibels, shape));
        }

        if (index % ChromaEvery == 0)
            _chromaReader.Read(around, Chroma);
    }

    private void AddSpectrum()
    {
        float lowRise = 0, weighted = 0, sum = 0, logs = 0;
        for (var band = 0; band < _bands.Length; band++)
        {
            var power = _bands[band];
            _bandSums[band] += power;
            var log = MathF.Log(power + 1e-10f);
            _decibels[band] = log * 4.3429448f;
            logs += log;
            sum += power;
            weighted += MathF.Sqrt(power) * band;
            _compressed[band] = MathF.Log(1 + (OnsetGain * _gain * power));
        }

        for (var band = 0; band < _bands.Length; band++)
        {
            // Against the neighbours as well, so that a note that only trembles is no new one.
            var before = Math.Max(_previous[band], Math.Max(_previous[Math.Max(0, band - 1)], _previous[Math.Min(_bands.Length - 1, band + 1)]));
            var up = Math.Max(0, _compressed[band] - before);
            _rises[band] = up;
            lowRise += _mel.Centres[band] < LowBandHertz ? up : 0;
        }

        _compressed.CopyTo(_previous, 0);
        Onset.Add(AddParts());
        LowOnset.Add(lowRise);
        float roots = 0;
        foreach (var power in _bands)
            roots += MathF.Sqrt(power);
        Brightness.Add(roots > 0 ? weighted / roots / (_bands.Length - 1) : 0);
        Flatness.Add(sum > 0 ? MathF.Exp(logs / _bands.Length) / ((sum / _bands.Length) + 1e-10f) : 0);
    }

    private float AddParts()
    {
        var from = 0;
        float all = 0;
        foreach (var to in PartEnds)
        {
            float rise = 0;
            foreach (var up in _rises.AsSpan(from, to - from))
                rise += up;
            PartOnset.Add((Half)(rise / (to - from)));
            all += rise / (to - from);
            from = to;
        }

        return all * MelSummary.Bands / Parts;
    }
}
