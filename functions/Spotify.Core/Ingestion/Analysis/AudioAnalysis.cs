namespace Spotify.Core.Ingestion.Analysis;

/// <summary>What is heard when in a track, in the shape of the Spotify Web API's audio analysis. Times are seconds.</summary>
/// <param name="Meta">How it was analysed.</param>
/// <param name="Track">The whole track.</param>
/// <param name="Bars">Bars.</param>
/// <param name="Beats">Beats.</param>
/// <param name="Sections">Parts of different sound.</param>
/// <param name="Segments">Single sounds.</param>
/// <param name="Tatums">The finest regular pulse.</param>
public sealed record AudioAnalysis(
    AnalysisMeta Meta,
    TrackSummary Track,
    IReadOnlyList<TimeInterval> Bars,
    IReadOnlyList<TimeInterval> Beats,
    IReadOnlyList<AnalysisSection> Sections,
    IReadOnlyList<AnalysisSegment> Segments,
    IReadOnlyList<TimeInterval> Tatums);

/// <summary>How a track was analysed. The same audio gives the same bytes, so that neither clock nor machine is in here.</summary>
/// <param name="AnalyzerVersion">Version of the analysis.</param>
/// <param name="Platform">What reads the audio.</param>
/// <param name="DetailedStatus">OK.</param>
/// <param name="StatusCode">0.</param>
/// <param name="Timestamp">When, in seconds since 1970; filled in from the stored file when it is served.</param>
/// <param name="AnalysisTime">Seconds it took; 0, not kept.</param>
/// <param name="InputProcess">How the audio was read.</param>
public sealed record AnalysisMeta(string AnalyzerVersion, string Platform, string DetailedStatus, int StatusCode, long Timestamp, double AnalysisTime, string InputProcess);

/// <summary>A whole track.</summary>
public sealed record TrackSummary
{
    /// <summary>Samples that were analysed.</summary>
    public required long NumSamples { get; init; }

    /// <summary>Seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Empty, as it is in the Web API.</summary>
    public string SampleMd5 { get; init; } = "";

    /// <summary>0: all of the track is analysed.</summary>
    public int OffsetSeconds { get; init; }

    /// <summary>0: all of the track is analysed.</summary>
    public int WindowSeconds { get; init; }

    /// <summary>Samples a second.</summary>
    public required int AnalysisSampleRate { get; init; }

    /// <summary>1: mono.</summary>
    public int AnalysisChannels { get; init; } = 1;

    /// <summary>When the fade-in has ended, 0 without one.</summary>
    public required double EndOfFadeIn { get; init; }

    /// <summary>When the fade-out begins, the track's length without one.</summary>
    public required double StartOfFadeOut { get; init; }

    /// <summary>Integrated loudness in LUFS.</summary>
    public required double Loudness { get; init; }

    /// <summary>Beats a minute.</summary>
    public required double Tempo { get; init; }

    /// <summary>0 to 1.</summary>
    public required double TempoConfidence { get; init; }

    /// <summary>Beats in a bar.</summary>
    public required int TimeSignature { get; init; }

    /// <summary>0 to 1.</summary>
    public required double TimeSignatureConfidence { get; init; }

    /// <summary>Pitch class, -1 for none.</summary>
    public required int Key { get; init; }

    /// <summary>0 to 1.</summary>
    public required double KeyConfidence { get; init; }

    /// <summary>1 major, 0 minor.</summary>
    public required int Mode { get; init; }

    /// <summary>0 to 1.</summary>
    public required double ModeConfidence { get; init; }

    /// <summary>Concert pitch in Hz, as it is played.</summary>
    public required double Tuning { get; init; }

    /// <summary>Empty: a fingerprint of others.</summary>
    public string Codestring { get; init; } = "";

    /// <summary>0.</summary>
    public double CodeVersion { get; init; }

    /// <summary>Empty: a fingerprint of others.</summary>
    public string Echoprintstring { get; init; } = "";

    /// <summary>0.</summary>
    public double EchoprintVersion { get; init; }

    /// <summary>Empty: a format of others.</summary>
    public string Synchstring { get; init; } = "";

    /// <summary>0.</summary>
    public double SynchVersion { get; init; }

    /// <summary>Empty: a format of others.</summary>
    public string Rhythmstring { get; init; } = "";

    /// <summary>0.</summary>
    public double RhythmVersion { get; init; }
}

/// <summary>A stretch of time.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Duration">How long it is.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record TimeInterval(double Start, double Duration, double Confidence);

/// <summary>A part of a track, such as a verse.</summary>
public sealed record AnalysisSection
{
    /// <summary>Where it begins.</summary>
    public required double Start { get; init; }

    /// <summary>How long it is.</summary>
    public required double Duration { get; init; }

    /// <summary>How clearly it differs from what is before it, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Mean level in dB.</summary>
    public required double Loudness { get; init; }

    /// <summary>Beats a minute.</summary>
    public required double Tempo { get; init; }

    /// <summary>0 to 1.</summary>
    public required double TempoConfidence { get; init; }

    /// <summary>Pitch class, -1 for none.</summary>
    public required int Key { get; init; }

    /// <summary>0 to 1.</summary>
    public required double KeyConfidence { get; init; }

    /// <summary>1 major, 0 minor, -1 for none.</summary>
    public required int Mode { get; init; }

    /// <summary>0 to 1.</summary>
    public required double ModeConfidence { get; init; }

    /// <summary>Beats in a bar.</summary>
    public required int TimeSignature { get; init; }

    /// <summary>0 to 1.</summary>
    public required double TimeSignatureConfidence { get; init; }
}

/// <summary>A single sound.</summary>
public sealed record AnalysisSegment
{
    /// <summary>Where it begins.</summary>
    public required double Start { get; init; }

    /// <summary>How long it is.</summary>
    public required double Duration { get; init; }

    /// <summary>How clearly it begins, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Level at its beginning in dB.</summary>
    public required double LoudnessStart { get; init; }

    /// <summary>Where it is loudest, in seconds from its beginning.</summary>
    public required double LoudnessMaxTime { get; init; }

    /// <summary>Level where it is loudest, in dB.</summary>
    public required double LoudnessMax { get; init; }

    /// <summary>Level at its end in dB.</summary>
    public required double LoudnessEnd { get; init; }

    /// <summary>Strength of the twelve pitch classes from C on, the strongest 1.</summary>
    public required IReadOnlyList<double> Pitches { get; init; }

    /// <summary>Twelve figures of the sound's colour: level, brightness, flatness, attack, then the shape of the spectrum ever finer.</summary>
    public required IReadOnlyList<double> Timbre { get; init; }
}
