namespace Spotify.Core.Playback.Hls;

/// <summary>A track's files for HTTP Live Streaming (RFC 8216): one fragmented MP4 a rung, all cut at the same samples.</summary>
public sealed record HlsAudio
{
    /// <summary>The blob in the container <c>audio</c> that says where each rung is cut: an <see cref="HlsIndex"/>.</summary>
    public required string IndexBlob { get; init; }

    /// <summary>The rungs, ascending.</summary>
    public required IReadOnlyList<HlsRung> Rungs { get; init; }
}

/// <summary>One rung's file.</summary>
public sealed record HlsRung
{
    /// <summary>Which rung of the ladder it is.</summary>
    public required Quality Quality { get; init; }

    /// <summary>The codec: AAC or FLAC, in fragmented MP4.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>Nominal bit rate in kbit/s; for FLAC the measured mean.</summary>
    public required int BitrateKbps { get; init; }

    /// <summary>The codec as RFC 6381 writes it.</summary>
    public required string Codecs { get; init; }

    /// <summary>The highest bit rate of any part of the target duration, with its container, in bit/s.</summary>
    public required long PeakBandwidth { get; init; }

    /// <summary>The mean bit rate, with its container, in bit/s.</summary>
    public required long AverageBandwidth { get; init; }

    /// <summary>Name of the blob in the container <c>audio</c>.</summary>
    public required string Blob { get; init; }
}
