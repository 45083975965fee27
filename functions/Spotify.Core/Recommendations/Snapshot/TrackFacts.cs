using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>What recommendations know of a track beside its vectors.</summary>
public sealed record TrackFacts
{
    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>As the label wrote it.</summary>
    public string Title { get; init; } = "";

    /// <summary>Ids of its artists, the main one first; at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>Their names, in the same order.</summary>
    public IReadOnlyList<string> ArtistNames { get; init; } = [];

    /// <summary>The album.</summary>
    public string Album { get; init; } = "";

    /// <summary>The album's genres.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The release's own date.</summary>
    public DateOnly Released { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>Which of the catalogue's lists of grants is its own.</summary>
    public int Rights { get; init; }

    /// <summary>0 to 100 among listeners of the last weeks.</summary>
    public int Popularity { get; init; }

    /// <summary>Beats a minute; 0 where there is no pulse, or where it was not analysed.</summary>
    public double Tempo { get; init; }

    /// <summary>Pitch class, C = 0; -1 where there is no key.</summary>
    public int Key { get; init; } = -1;

    /// <summary>1 for major, 0 for minor.</summary>
    public int Mode { get; init; }

    /// <summary>0 calm to 1 intense; null where it was not analysed.</summary>
    public double? Energy { get; init; }

    /// <summary>Where its sound's files lie in the container <c>audio</c>, up to the last slash; empty where it was not analysed.</summary>
    public string Sound { get; init; } = "";

    /// <summary>What it sounds like; null where it was not analysed.</summary>
    public AudioFeatures? Features { get; init; }
}
