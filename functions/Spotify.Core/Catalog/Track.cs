using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Hls;

namespace Spotify.Core.Catalog;

/// <summary>A recording in its place on a release. Invisible to listeners until its album names it.</summary>
public sealed record Track
{
    /// <summary>Derived from UPC and ISRC, so that a redelivery keeps it.</summary>
    public required string Id { get; init; }

    /// <summary>The album whose published track list makes this track visible.</summary>
    public required string AlbumId { get; init; }

    /// <summary>The version of the release that wrote this document: the album's, or the track is not published.</summary>
    public required string ReleaseVersion { get; init; }

    /// <summary>The label that delivered it.</summary>
    public required string LabelId { get; init; }

    /// <summary>International Standard Recording Code (ISO 3901): 12 characters, no hyphens.</summary>
    public required string Isrc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary>In billing order, at least one.</summary>
    public required IReadOnlyList<ArtistRef> Artists { get; init; }

    /// <summary>Disc, from 1.</summary>
    public required int Disc { get; init; }

    /// <summary>Place on its disc, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>ISO 639-1 language of the lyrics, or null.</summary>
    public string? Language { get; init; }

    /// <summary>What tells this version from others of its title (<c>Live</c>), or null.</summary>
    public string? Version { get; init; }

    /// <summary>The recording's own copyright line; empty where the album's is all there is.</summary>
    public string PLine { get; init; } = "";

    /// <summary>Who made it, in the words of the delivery.</summary>
    public IReadOnlyList<Credit> Credits { get; init; } = [];

    /// <summary>Where, when and to whom it may be given.</summary>
    public required IReadOnlyList<RightsGrant> Rights { get; init; }

    /// <summary>Its audio.</summary>
    public required TrackAudio Audio { get; init; }
}

/// <summary>An artist as a track or an album names it.</summary>
/// <param name="Id">The artist's id.</param>
/// <param name="Name">The name on this release.</param>
public sealed record ArtistRef(string Id, string Name);

/// <summary>What is known and stored of a track's sound.</summary>
public sealed record TrackAudio
{
    /// <summary>SHA-256 of the delivered file, lower-case hex.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Length of the delivered audio in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Integrated loudness in LUFS (EBU R 128); negative infinity is stored as -70, the gate.</summary>
    public required double IntegratedLufs { get; init; }

    /// <summary>Highest true peak in dBTP (ITU-R BS.1770).</summary>
    public required double TruePeakDbtp { get; init; }

    /// <summary>What it sounds like; null where it was not analysed.</summary>
    public AudioFeatures? Features { get; init; }

    /// <summary>Every file that may be streamed.</summary>
    public required IReadOnlyList<Rendition> Renditions { get; init; }

    /// <summary>Its files for HTTP Live Streaming; null for audio that was delivered before there were any.</summary>
    public HlsAudio? Hls { get; init; }
}

/// <summary>One encoded file of a track.</summary>
public sealed record Rendition
{
    /// <summary>Which rung of the ladder it is.</summary>
    public required Quality Quality { get; init; }

    /// <summary>Codec and container.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>Nominal bit rate in kbit/s; for FLAC the measured mean.</summary>
    public required int BitrateKbps { get; init; }

    /// <summary>Name of the blob in the container <c>audio</c>.</summary>
    public required string Blob { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>44,100 or 48,000 Hz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Length of the decoded audio after trimming, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Samples that the decoder gives before the first true one and a player must drop.</summary>
    public required int EncoderDelay { get; init; }

    /// <summary>Samples after the last true one that a player must drop.</summary>
    public required int Padding { get; init; }
}
