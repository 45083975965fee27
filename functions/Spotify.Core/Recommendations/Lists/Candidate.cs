using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>A track that may go onto a listener's lists, with all that choosing, ordering and explaining it need.</summary>
public sealed record Candidate
{
    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>Ids of its artists, the main one first; at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>Their names, in the same order; empty where they are not at hand.</summary>
    public IReadOnlyList<string> ArtistNames { get; init; } = [];

    /// <summary>Its name for reasons that it gives others; empty where it is not at hand.</summary>
    public string Name { get; init; } = "";

    /// <summary>What listeners alike say, on any scale; null (or no number) where nobody has played it yet.</summary>
    public double? Collaborative { get; init; }

    /// <summary>What its description says, on any scale; null where there is none.</summary>
    public double? Content { get; init; }

    /// <summary>What its sound says, on any scale; null where it was not analysed.</summary>
    public double? Audio { get; init; }

    /// <summary>How popular it is in the listener's market, on any scale; null where that is unknown.</summary>
    public double? Popularity { get; init; }

    /// <summary>Its place among tracks: what tells tracks that are alike apart. Empty where it has none; compared only with one of the same length.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>Beats a minute; 0 where there is no pulse.</summary>
    public double Tempo { get; init; }

    /// <summary>Pitch class, C = 0; -1 where there is no key.</summary>
    public int Key { get; init; } = -1;

    /// <summary>1 for major, 0 for minor.</summary>
    public int Mode { get; init; }

    /// <summary>0 calm to 1 intense; null where it was not analysed.</summary>
    public double? Energy { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>Whether <see cref="Playback.Rights.Decide"/> permits it to this listener when the list is made. False unless somebody asked.</summary>
    public bool Licensed { get; init; }

    /// <summary>When it came out; null where that is unknown.</summary>
    public DateOnly? Released { get; init; }

    /// <summary>How often it filled an exploration slot, of anybody.</summary>
    public int Explored { get; init; }

    /// <summary>How often it was liked there; at most <see cref="Explored"/>.</summary>
    public int ExploredWell { get; init; }

    /// <summary>What may be said of why it is here; where nothing is, the strongest signal is named.</summary>
    public IReadOnlyList<ListReason> Facts { get; init; } = [];

    /// <summary>Whether an artist is named on both.</summary>
    /// <param name="other">The other track.</param>
    public bool SharesArtistWith(Candidate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Artists.Count; i++)
        {
            for (var j = 0; j < other.Artists.Count; j++)
            {
                if (Artists[i] == other.Artists[j])
                    return true;
            }
        }

        return false;
    }

    /// <summary>What one of its artists is called; null where that is not at hand.</summary>
    /// <param name="artist">The artist's id.</param>
    public string? NameOf(string artist)
    {
        for (var at = 0; at < Math.Min(Artists.Count, ArtistNames.Count); at++)
        {
            if (Artists[at] == artist)
                return ArtistNames[at];
        }

        return null;
    }
}
