namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// What a track sounds like in a few figures, in the Spotify Web API's terms. Tempo, key, mode and loudness are measurements; the figures from 0 to 1 are heuristics of our own
/// (<c>docs/audio-analysis.md</c>), made to order tracks, not to judge one.
/// </summary>
public sealed record AudioFeatures
{
    /// <summary>Beats a minute; 0 where there is no pulse.</summary>
    public required double Tempo { get; init; }

    /// <summary>Pitch class, C = 0; -1 where there is no key.</summary>
    public required int Key { get; init; }

    /// <summary>1 for major, 0 for minor.</summary>
    public required int Mode { get; init; }

    /// <summary>Beats in a bar, 3 to 7.</summary>
    public required int TimeSignature { get; init; }

    /// <summary>Integrated loudness in LUFS, as the master was measured.</summary>
    public required double Loudness { get; init; }

    /// <summary>0 calm to 1 intense.</summary>
    public required double Energy { get; init; }

    /// <summary>How well one may dance to it, 0 to 1.</summary>
    public required double Danceability { get; init; }

    /// <summary>0 sad to 1 cheerful.</summary>
    public required double Valence { get; init; }

    /// <summary>Whether it is acoustic, 0 to 1.</summary>
    public required double Acousticness { get; init; }

    /// <summary>Whether there is no voice in it, 0 to 1.</summary>
    public required double Instrumentalness { get; init; }

    /// <summary>Whether it is speech, 0 to 1.</summary>
    public required double Speechiness { get; init; }

    /// <summary>Whether an audience is there, 0 to 1.</summary>
    public required double Liveness { get; init; }

    /// <summary>Silence before the first sound, in milliseconds.</summary>
    public required int LeadingSilenceMs { get; init; }

    /// <summary>Silence after the last sound, in milliseconds.</summary>
    public required int TrailingSilenceMs { get; init; }
}
