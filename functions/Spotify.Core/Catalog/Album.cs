using Spotify.Core.Playback;

namespace Spotify.Core.Catalog;

/// <summary>A release as listeners see it. Writing this document is what publishes the release, whole.</summary>
public sealed record Album
{
    /// <summary>Derived from the UPC, or from the GRid where there is none.</summary>
    public required string Id { get; init; }

    /// <summary>Which delivery's tracks are the published ones.</summary>
    public required string ReleaseVersion { get; init; }

    /// <summary>The label that delivered it.</summary>
    public required string LabelId { get; init; }

    /// <summary>Universal Product Code or ICPN: 12 to 14 digits; empty where the release has a GRid alone.</summary>
    public required string Upc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary><c>album</c>, <c>single</c>, <c>ep</c> or <c>compilation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>In billing order, at least one.</summary>
    public required IReadOnlyList<ArtistRef> Artists { get; init; }

    /// <summary>The release's own date.</summary>
    public required DateOnly ReleaseDate { get; init; }

    /// <summary>As the label names them.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The sound recording's copyright line.</summary>
    public string PLine { get; init; } = "";

    /// <summary>The release's copyright line.</summary>
    public string CLine { get; init; } = "";

    /// <summary>Global Release Identifier, or null.</summary>
    public string? Grid { get; init; }

    /// <summary>The label as listeners know it, or null.</summary>
    public string? LabelName { get; init; }

    /// <summary>What tells this version from others of its title (<c>Deluxe Edition</c>), or null.</summary>
    public string? Version { get; init; }

    /// <summary>Integrated loudness over the whole album in LUFS.</summary>
    public required double IntegratedLufs { get; init; }

    /// <summary>Highest true peak of all its tracks in dBTP.</summary>
    public required double TruePeakDbtp { get; init; }

    /// <summary>Name of the cover's blob in the container <c>images</c>, or null.</summary>
    public string? CoverBlob { get; init; }

    /// <summary>In playing order.</summary>
    public required IReadOnlyList<AlbumTrack> Tracks { get; init; }

    /// <summary>When listeners first could see it.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Which message of its label it comes from, so that an older one does not undo a newer one: texts that sort as the messages do; empty where it came without one.</summary>
    public string Edition { get; init; } = "";

    /// <summary>What is granted for one of its tracks at least; the catalogue takes it from the tracks when it publishes them.</summary>
    public IReadOnlyList<RightsGrant> Rights { get; init; } = [];
}

/// <summary>A place in an album's track list.</summary>
/// <param name="Id">The track.</param>
/// <param name="Disc">Disc, from 1.</param>
/// <param name="Number">Place on the disc, from 1.</param>
public sealed record AlbumTrack(string Id, int Disc, int Number);
