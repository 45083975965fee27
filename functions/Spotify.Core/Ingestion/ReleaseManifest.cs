using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion;

/// <summary>What a label says of a release in <c>release.json</c>, read and found valid. Only <see cref="ManifestParser"/> makes one from outside data.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tracks">Its tracks in the manifest's order, 1 to <see cref="ManifestParser.MaxTracks"/>; places and ISRCs are unique.</param>
/// <param name="Rights">What is permitted, for every track; at least one.</param>
public sealed record ReleaseManifest(ReleaseEntry Release, IReadOnlyList<TrackEntry> Tracks, IReadOnlyList<RightsGrant> Rights);

/// <summary>The release itself.</summary>
public sealed record ReleaseEntry
{
    /// <summary>UPC, EAN or ICPN: 12 to 14 digits with a right check digit.</summary>
    public required string Upc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary><c>album</c>, <c>single</c>, <c>ep</c> or <c>compilation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Names in billing order, at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>The release's own date.</summary>
    public required DateOnly ReleaseDate { get; init; }

    /// <summary>As the label names them.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The sound recording's copyright line.</summary>
    public string PLine { get; init; } = "";

    /// <summary>The release's copyright line.</summary>
    public string CLine { get; init; } = "";

    /// <summary>The cover's file as named, safe or not; null for none.</summary>
    public string? Cover { get; init; }
}

/// <summary>One track.</summary>
public sealed record TrackEntry
{
    /// <summary>Its file as named, safe or not: ask <see cref="DeliveryFileName"/> before using it.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>12 characters, upper case, no hyphens.</summary>
    public required string Isrc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary>Names in billing order, at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>Disc, from 1.</summary>
    public int Disc { get; init; } = 1;

    /// <summary>Place on its disc, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>ISO 639-1 language of the lyrics, or null.</summary>
    public string? Language { get; init; }
}

/// <summary>A manifest, or all that is wrong with it.</summary>
/// <param name="Manifest">The manifest where nothing is wrong.</param>
/// <param name="Reasons">Everything that is wrong; empty where nothing is.</param>
public sealed record ManifestResult(ReleaseManifest? Manifest, IReadOnlyList<Reason> Reasons);
