using Spotify.Core.Playback;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>One file that is made of every track.</summary>
/// <param name="Quality">The rung of the ladder.</param>
/// <param name="Format">Codec and container.</param>
/// <param name="Kbps">Bit rate in kbit/s; 0 for FLAC.</param>
/// <param name="Encoder">ffmpeg's arguments for the encoder and its container.</param>
internal sealed record Rung(Quality Quality, AudioFormat Format, int Kbps, params IReadOnlyList<string> Encoder)
{
    /// <summary>How much of the beginning the preview holds.</summary>
    public static readonly TimeSpan PreviewLength = TimeSpan.FromSeconds(30);

    /// <summary>The lossless rung, which is the master itself. Its blocks are as long as four frames of AAC, so that both can be cut at the same samples.</summary>
    public static readonly Rung Lossless = new(Quality.Lossless, AudioFormat.Flac, 0, "-c:a", "flac", "-frame_size", "4096", "-f", "flac");

    /// <summary>The rungs that are encoded from the master: with making the master, about as much work as <see cref="FromSource"/>.</summary>
    public static readonly IReadOnlyList<Rung> FromMaster =
        [Ogg(Quality.Normal, 96), Ogg(Quality.High, 160), Ogg(Quality.VeryHigh, 320), Mp3(Quality.High, 160), Mp3(Quality.Preview, 96)];

    /// <summary>The rungs that are encoded from the delivered file, while the master is being made of it.</summary>
    public static readonly IReadOnlyList<Rung> FromSource = [Aac(Quality.Low, 24), Aac(Quality.Normal, 96), Aac(Quality.High, 160), Aac(Quality.VeryHigh, 256)];

    /// <summary>The rungs that are made into files for HTTP Live Streaming besides.</summary>
    public static readonly IReadOnlyList<Rung> Hls = [.. FromSource, Lossless];

    /// <summary>Every rung.</summary>
    public static readonly IReadOnlyList<Rung> All = [Lossless, .. FromMaster, .. FromSource];

    /// <summary>The file's name, which also ends the blob's.</summary>
    public string FileName => $"{Name}.{Extension}";

    /// <summary>The name of its file for HTTP Live Streaming.</summary>
    public string HlsFileName => $"hls-{Name}.mp4";

    /// <summary>What the file is served as.</summary>
    public string ContentType => Format switch
    {
        AudioFormat.Ogg => "audio/ogg",
        AudioFormat.Aac => "audio/mp4",
        AudioFormat.Mp3 => "audio/mpeg",
        _ => "audio/flac",
    };

    private string Name => Quality switch
    {
        Quality.Preview => "preview",
        Quality.Low => "low",
        Quality.Normal => "normal",
        Quality.High => "high",
        Quality.VeryHigh => "very_high",
        _ => "lossless",
    };

    private string Extension => Format switch
    {
        AudioFormat.Ogg => "ogg",
        AudioFormat.Aac => "m4a",
        AudioFormat.Mp3 => "mp3",
        _ => "flac",
    };

    /// <summary>How many of a track's samples are in this file.</summary>
    public long SamplesOf(long trackSamples, int sampleRate) =>
        Quality == Quality.Preview ? Math.Min(trackSamples, (long)PreviewLength.TotalSeconds * sampleRate) : trackSamples;

    private static Rung Ogg(Quality quality, int kbps) => new(quality, AudioFormat.Ogg, kbps, "-c:a", "libvorbis", "-b:a", $"{kbps}k", "-f", "ogg");

    private static Rung Mp3(Quality quality, int kbps) =>
        new(quality, AudioFormat.Mp3, kbps, "-c:a", "libmp3lame", "-b:a", $"{kbps}k", "-id3v2_version", "0", "-write_xing", "1", "-f", "mp3");

    private static Rung Aac(Quality quality, int kbps) =>
        new(quality, AudioFormat.Aac, kbps, "-c:a", "aac", "-b:a", $"{kbps}k", "-movflags", "+faststart", "-f", "ipod");
}
