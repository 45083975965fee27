using System.Globalization;
using System.Text.Json;
using Spotify.Core.Ingestion;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>Finds out what a delivered file is, before anything is decoded.</summary>
internal sealed class AudioProbe(MediaTool tool)
{
    /// <summary>
    /// What lets a delivered file be read and nothing else: no playlist or concatenation that names other files, no network. It leads every <c>-i</c> on such a file.
    /// </summary>
    public static IReadOnlyList<string> InputFence { get; } =
        ["-protocol_whitelist", "file,pipe", "-format_whitelist", "wav,w64,rf64,aiff,flac,mp3,ogg,mov,aac,caf", "-max_alloc", "268435456"];

    /// <summary>ffmpeg's arguments that open the delivered file, fenced in.</summary>
    /// <param name="file">The file's name in the work folder.</param>
    /// <param name="source">What it is.</param>
    /// <param name="limit">The longest audio that is taken; reading goes on a second longer, which is enough to see that it is over.</param>
    public static IEnumerable<string> InputArguments(string file, AudioSource source, TimeSpan limit) =>
    [
        "-threads", "1", .. InputFence,
        // Every frame of FLAC ends with a checksum of it (RFC 9639, section 9.3), without which a wrong bit would only be heard.
        .. source.Codec == "flac" ? (IEnumerable<string>)["-err_detect", "crccheck+explode"] : [],
        "-t", (limit + TimeSpan.FromSeconds(1)).TotalSeconds.ToString(CultureInfo.InvariantCulture),
        "-vn", "-sn", "-dn", "-i", file,
    ];

    /// <summary>Probes a file.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="file">The file's name in it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What it is, or why it is refused.</returns>
    public async Task<(AudioSource? Source, Reason? Refusal)> ProbeAsync(string folder, string file, CancellationToken cancellationToken)
    {
        if (ContainerEnd.FindTruncation(Path.Combine(folder, file)) is { } fault)
            return (null, new Reason(ReasonCode.Truncated, fault));
        var result = await tool.FfprobeAsync(
            folder,
            ["-loglevel", "level+warning", .. InputFence, "-select_streams", "a:0", "-show_streams", "-show_format", "-of", "json", file],
            cancellationToken);
        if (result.HitLimit)
            return (null, new Reason(ReasonCode.ProcessingFailed, "looking into it took longer than is allowed, or said more"));
        if (!result.IsSuccess)
            return (null, new Reason(ReasonCode.NotAudio, $"no format that is accepted (WAV, FLAC, AIFF, MP3, Ogg, M4A): {result.FirstError}"));
        using var document = JsonDocument.Parse(result.Output);
        var streams = document.RootElement.TryGetProperty("streams", out var list) ? list.EnumerateArray().ToList() : [];
        if (streams.Count == 0)
            return (null, new Reason(ReasonCode.NotAudio, "the file holds no audio stream"));
        var source = Read(streams[0], document.RootElement.GetProperty("format"), result.Messages);
        return source.SampleRate is < 1000 or > 768_000 || source.Channels is < 1 or > 8
            ? (null, new Reason(ReasonCode.NotAudio, string.Create(CultureInfo.InvariantCulture, $"{source.Channels} channels at {source.SampleRate} Hz are not taken")))
            : (source, null);
    }

    private static AudioSource Read(JsonElement stream, JsonElement format, string messages)
    {
        var rate = (int)Number(stream, "sample_rate");
        var seconds = Text(stream, "duration") ?? Text(format, "duration");
        return new AudioSource
        {
            Container = Text(format, "format_name") ?? "",
            Codec = Text(stream, "codec_name") ?? "",
            SampleRate = rate,
            Channels = (int)Number(stream, "channels"),
            SampleFormat = Text(stream, "sample_fmt") ?? "",
            Bits = (int)Math.Max(Number(stream, "bits_per_raw_sample"), Number(stream, "bits_per_sample")),
            Claimed = double.TryParse(seconds, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e9 ? TimeSpan.FromSeconds(value) : null,
            IsEstimate = messages.Contains("Estimating duration from bitrate", StringComparison.Ordinal),
            ClaimedSamples = Text(stream, "time_base") == string.Create(CultureInfo.InvariantCulture, $"1/{rate}") ? Number(stream, "duration_ts") : 0,
            Frames = Number(stream, "nb_frames"),
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return 0;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetInt64(out var number) ? number : 0;
        return long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
    }
}
