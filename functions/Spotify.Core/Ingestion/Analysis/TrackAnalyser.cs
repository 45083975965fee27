using System.Runtime.InteropServices;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>All that is found in a track's sound.</summary>
/// <param name="Features">The few figures.</param>
/// <param name="Analysis">What is heard when.</param>
/// <param name="Mel">The spectrogram that the audio embedding is made from.</param>
/// <param name="Pitches">How strong the twelve pitch classes are in the whole track, from C on, the strongest 1.</param>
public sealed record TrackSound(AudioFeatures Features, AudioAnalysis Analysis, MelSummary Mel, IReadOnlyList<double> Pitches);

/// <summary>
/// Analyses a track's sound in one pass over mono samples at 22,050 Hz, in memory that grows by 2.5 KB a second. The same samples give the same result. One instance analyses one track.
/// </summary>
public sealed class TrackAnalyser
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = AudioFrames.SampleRate;

    /// <summary>Changes whenever another result may come out.</summary>
    public const string Version = "1.1.0";

    private const double SilentBelow = -60;

    private readonly AudioFrames _frames;
    private readonly double _lufs;

    /// <summary>Begins.</summary>
    /// <param name="expectedSamples">How many samples will come.</param>
    /// <param name="integratedLufs">The track's integrated loudness, measured elsewhere.</param>
    public TrackAnalyser(long expectedSamples, double integratedLufs) => (_frames, _lufs) = (new AudioFrames(expectedSamples, integratedLufs), integratedLufs);

    /// <summary>Takes the next samples.</summary>
    /// <param name="samples">From -1 to 1.</param>
    public void Add(ReadOnlySpan<float> samples) => _frames.Add(samples);

    /// <summary>The result of all samples.</summary>
    public TrackSound Finish()
    {
        var mel = _frames.Finish();
        var duration = (double)_frames.Samples / SampleRate;
        var tuning = _frames.Tuning;
        var onset = TempoFinder.Centre(_frames.Onset);
        var parts = Parts();
        var tempo = TempoFinder.Find(OnsetPeriods.Measure(onset, [.. parts]));
        double[] beats = tempo.Bpm > 0 ? BeatTracker.Find(onset, tempo.Bpm) : [];
        tempo = tempo with { Bpm = Math.Round(beats.Length > 0 ? BeatTracker.TempoOf(beats, tempo.Bpm) : tempo.Bpm, 3) };
        var meter = MeterFinder.Find(_frames, beats);
        var pitches = ChromaMeans.Pitches(_frames, 0, _frames.Count, tuning);
        var key = KeyFinder.Find(pitches);
        var segments = SegmentFinder.Find(_frames, onset, tuning, duration);
        var (leading, trailing) = Silence();
        var estimates = new FeatureEstimator(_frames, _lufs, tempo, segments.Count);
        var features = new AudioFeatures
        {
            Tempo = tempo.Bpm,
            Key = key.Key,
            Mode = key.Mode,
            TimeSignature = meter.BeatsPerBar,
            Loudness = Rounding.Level(_lufs),
            Energy = Rounding.Part(estimates.Energy),
            Danceability = Rounding.Part(estimates.Danceability),
            Valence = Rounding.Part(estimates.Valence(key)),
            Acousticness = Rounding.Part(estimates.Acousticness),
            Instrumentalness = Rounding.Part(estimates.Instrumentalness),
            Speechiness = Rounding.Part(estimates.Speechiness),
            Liveness = Rounding.Part(estimates.Liveness),
            LeadingSilenceMs = (int)Math.Round(leading * 1000),
            TrailingSilenceMs = (int)Math.Round(Math.Max(0, duration - trailing) * 1000),
        };
        var (fadeIn, fadeOut) = Fades(leading, trailing, duration);
        var summary = new TrackSummary
        {
            NumSamples = _frames.Samples,
            Duration = Rounding.Time(duration),
            AnalysisSampleRate = SampleRate,
            EndOfFadeIn = Rounding.Time(fadeIn),
            StartOfFadeOut = Rounding.Time(fadeOut),
            Loudness = Rounding.Level(_lufs),
            Tempo = tempo.Bpm,
            TempoConfidence = Rounding.Part(tempo.Confidence),
            TimeSignature = meter.BeatsPerBar,
            TimeSignatureConfidence = Rounding.Part(meter.Confidence),
            Key = key.Key,
            KeyConfidence = Rounding.Part(key.KeyConfidence),
            Mode = key.Mode,
            ModeConfidence = Rounding.Part(key.ModeConfidence),
            Tuning = Math.Round(440 * Math.Pow(2, tuning / 12), 2),
        };
        var meta = new AnalysisMeta(Version, "pcm", "OK", 0, 0, 0, "ffmpeg L+R 22050");
        var analysis = new AudioAnalysis(
            meta, summary, Bars(beats, meter), Intervals(beats, Strengths(beats)), Sections(onset, parts, tempo, meter, tuning, duration), segments, Tatums(beats, meter));
        return new TrackSound(features, analysis, mel, pitches);
    }

    // The onsets of each part of the spectrum by themselves.
    private ReadOnlyMemory<float>[] Parts()
    {
        var parts = new ReadOnlyMemory<float>[AudioFrames.Parts];
        var own = new float[_frames.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            for (var i = 0; i < own.Length; i++)
                own[i] = (float)_frames.PartOnset[(i * AudioFrames.Parts) + part];
            parts[part] = TempoFinder.Centre(own);
        }

        return parts;
    }

    private (double Leading, double Trailing) Silence()
    {
        var (first, last) = (_frames.Level.FindIndex(level => level > SilentBelow), _frames.Level.FindLastIndex(level => level > SilentBelow));
        var duration = (double)_frames.Samples / SampleRate;
        return first < 0 ? (duration, duration) : (first / AudioFrames.Rate, Math.Min(duration, (last + 1) / AudioFrames.Rate));
    }

    // A fade ends where the level of half a second first comes within 10 dB of the track's middle level; what takes longer than 20 s is no fade but music that is quiet.
    private (double FadeIn, double FadeOut) Fades(double leading, double trailing, double duration)
    {
        const int Around = 11;
        const double Longest = 20;
        var sounding = _frames.Level.Where(level => level > SilentBelow).Order().ToArray();
        if (sounding.Length < 4 * Around)
            return (leading, trailing);
        var near = sounding[sounding.Length / 2] - 10;
        bool IsThere(int frame)
        {
            double sum = 0;
            for (var i = frame - Around; i <= frame + Around; i++)
                sum += _frames.Level[Math.Clamp(i, 0, _frames.Count - 1)];
            return sum / ((2 * Around) + 1) >= near;
        }

        var (first, last) = (0, _frames.Count - 1);
        while (first < last && !IsThere(first))
            first++;
        while (last > first && !IsThere(last))
            last--;
        var (fadeIn, fadeOut) = ((first <= Around ? 0 : first) / AudioFrames.Rate, last >= _frames.Count - 1 - Around ? duration : (last + 1) / AudioFrames.Rate);
        return (fadeIn - leading > Longest ? leading : Math.Max(leading, fadeIn), trailing - fadeOut > Longest ? trailing : Math.Min(trailing, fadeOut));
    }

    private double[] Strengths(double[] beats)
    {
        var onset = CollectionsMarshal.AsSpan(_frames.Onset);
        var strengths = new double[beats.Length];
        for (var i = 0; i < beats.Length; i++)
            strengths[i] = onset[Math.Clamp((int)Math.Round(beats[i]), 0, onset.Length - 1)];
        var most = strengths.Length > 0 ? strengths.Order().ElementAt((int)(0.9 * (strengths.Length - 1))) : 0;
        return [.. strengths.Select(strength => most > 0 ? Math.Clamp(strength / most, 0, 1) : 0)];
    }

    private static List<TimeInterval> Intervals(double[] times, double[] confidences)
    {
        var result = new List<TimeInterval>(times.Length);
        for (var i = 0; i < times.Length; i++)
        {
            var length = i + 1 < times.Length ? times[i + 1] - times[i] : i > 0 ? times[i] - times[i - 1] : 0;
            result.Add(new TimeInterval(Rounding.Time(times[i] / AudioFrames.Rate), Rounding.Time(length / AudioFrames.Rate), Rounding.Part(confidences[i])));
        }

        return result;
    }

    private static List<TimeInterval> Bars(double[] beats, Meter meter)
    {
        List<double> starts = [];
        for (var i = meter.FirstDownbeat; i < beats.Length; i += meter.BeatsPerBar)
            starts.Add(beats[i]);
        // The last one is whole only if the beats go on to its end.
        if (starts.Count > 1 && (beats.Length - 1 - meter.FirstDownbeat) % meter.BeatsPerBar != meter.BeatsPerBar - 1)
            starts.RemoveAt(starts.Count - 1);
        return Intervals([.. starts], [.. starts.Select(_ => meter.Confidence)]);
    }

    private List<TimeInterval> Tatums(double[] beats, Meter meter)
    {
        var parts = meter.TatumsPerBeat;
        var tatums = new List<double>(beats.Length * parts);
        for (var i = 0; i < beats.Length; i++)
        {
            tatums.Add(beats[i]);
            for (var part = 1; part < parts && i + 1 < beats.Length; part++)
                tatums.Add(beats[i] + ((beats[i + 1] - beats[i]) * part / parts));
        }

        double[] times = [.. tatums];
        return Intervals(times, Strengths(times));
    }

    private List<AnalysisSection> Sections(float[] onset, ReadOnlyMemory<float>[] parts, TempoEstimate tempo, Meter meter, double tuning, double duration)
    {
        var starts = SectionFinder.Find(_frames, tuning);
        var result = new List<AnalysisSection>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var (from, to) = (starts[i].Frame, i + 1 < starts.Count ? starts[i + 1].Frame : _frames.Count);
            var end = i + 1 < starts.Count ? to / AudioFrames.Rate : duration;
            // The whole track's octave holds for its parts.
            var own = tempo.Bpm > 0
                ? TempoFinder.Find(OnsetPeriods.Measure(onset.AsMemory(from..to), [.. parts.Select(part => part[from..to])]), tempo.Bpm)
                : TempoEstimate.None;
            var key = KeyFinder.Find(ChromaMeans.Pitches(_frames, from, to, tuning));
            double power = 0;
            for (var frame = from; frame < to; frame++)
                power += Math.Pow(10, _frames.Level[frame] / 10) / (to - from);
            result.Add(new AnalysisSection
            {
                Start = Rounding.Time(from / AudioFrames.Rate),
                Duration = Rounding.Time(end - (from / AudioFrames.Rate)),
                Confidence = Rounding.Part(starts[i].Confidence),
                Loudness = Rounding.Level(Math.Max(-60, 10 * Math.Log10(power + 1e-12))),
                Tempo = own.Bpm > 0 ? Math.Round(own.Bpm, 3) : tempo.Bpm,
                TempoConfidence = Rounding.Part(own.Confidence),
                Key = key.Key,
                KeyConfidence = Rounding.Part(key.KeyConfidence),
                Mode = key.Key < 0 ? -1 : key.Mode,
                ModeConfidence = Rounding.Part(key.ModeConfidence),
                TimeSignature = meter.BeatsPerBar,
                TimeSignatureConfidence = Rounding.Part(meter.Confidence),
            });
        }

        return result;
    }
}
