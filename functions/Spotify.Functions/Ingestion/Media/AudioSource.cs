using System.Globalization;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>What ffprobe says of a delivered file.</summary>
internal sealed record AudioSource
{
    /// <summary>The demuxer's name.</summary>
    public required string Container { get; init; }

    /// <summary>The decoder's name.</summary>
    public required string Codec { get; init; }

    /// <summary>Samples a second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Channels, 1 to 8.</summary>
    public required int Channels { get; init; }

    /// <summary>How the decoder gives its samples.</summary>
    public required string SampleFormat { get; init; }

    /// <summary>Bits that matter in a sample; 0 where the codec has no such thing.</summary>
    public required int Bits { get; init; }

    /// <summary>How long the container says that it is; null where it does not say.</summary>
    public required TimeSpan? Claimed { get; init; }

    /// <summary>Whether <see cref="Claimed"/> is only guessed from the bit rate.</summary>
    public required bool IsEstimate { get; init; }

    /// <summary>The length in samples where the container counts in them; 0 where it does not.</summary>
    public required long ClaimedSamples { get; init; }

    /// <summary>Packets, where the container says; otherwise 0.</summary>
    public required long Frames { get; init; }

    /// <summary>The rate that listeners get: 44.1 kHz for its multiples and parts, 48 kHz for all others.</summary>
    public int TargetRate => SampleRate % 11_025 == 0 ? 44_100 : 48_000;

    /// <summary>Whether the codec throws information away.</summary>
    public bool IsLossy => Codec is "mp3" or "mp2" or "mp1" or "aac" or "vorbis" or "opus" or "ac3" or "eac3";

    /// <summary>Whether 24 bits are kept instead of 16: where the source has more than 16, or was resampled without loss before.</summary>
    public bool IsDeep => !IsLossy && (Bits > 16 || SampleFormat.TrimEnd('p') is "s32" or "flt" or "dbl" || SampleRate != TargetRate);

    /// <summary>
    /// Samples to keep of AAC in MP4, whose last frame is filled up and not trimmed by the decoder; 0 for all. Only where packets and length fit together, so
    /// that a wrong length never cuts music away.
    /// </summary>
    public long KeepSamples => Codec == "aac" && ClaimedSamples > 0 && (Frames * 1024) - ClaimedSamples is >= 0 and < 4096 ? ClaimedSamples : 0;

    /// <summary>The filters that make it what listeners get: 44.1 or 48 kHz stereo of 16 or 32 bits. The same for whatever is made of it, so that all rungs hold the same samples.</summary>
    public string Shape
    {
        get
        {
            var format = IsDeep ? "s32" : "s16";
            var steps = new List<string>();
            if (KeepSamples > 0)
                steps.Add(string.Create(CultureInfo.InvariantCulture, $"atrim=end_sample={KeepSamples}"));
            // The mixer would lower a single channel; copying it keeps every bit.
            if (Channels == 1)
                steps.Add("pan=stereo|c0=c0|c1=c0");
            else if (Channels > 2)
                steps.Add("aresample=ocl=stereo:rematrix_maxval=1.0");
            if (SampleRate != TargetRate)
                steps.Add(string.Create(CultureInfo.InvariantCulture, $"aresample={TargetRate}:resampler=soxr:precision=28:osf={format}"));
            steps.Add($"aformat=sample_fmts={format}:channel_layouts=stereo");
            return string.Join(',', steps);
        }
    }
}
