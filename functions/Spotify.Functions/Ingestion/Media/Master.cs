using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>A track as listeners get it, before any lossy coding: 44.1 or 48 kHz stereo, 16 or 24 bits, in FLAC.</summary>
/// <param name="SampleRate">44,100 or 48,000 Hz.</param>
/// <param name="Samples">Its length in samples of one channel: exactly the source's where the rate was kept.</param>
/// <param name="IntegratedLufs">EBU R 128 integrated loudness, to a tenth; -70 where nothing passes the gate.</param>
/// <param name="TruePeakDbtp">ITU-R BS.1770 true peak, to a tenth.</param>
/// <param name="Blocks">What album loudness is made from.</param>
internal sealed record Master(int SampleRate, long Samples, double IntegratedLufs, double TruePeakDbtp, LoudnessHistogram Blocks)
{
    /// <summary>Its length.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples / SampleRate);
}

/// <summary>Decodes a delivered file to the master and measures loudness on the way. Whether the file is fit to be published at all is seen here.</summary>
internal sealed partial class Mastering(MediaTool tool, IOptions<IngestionOptions> options)
{
    private const string BlocksFile = "loudness.txt";

    // Below half of the last bit of 16: nothing but what converting silence leaves.
    private const double SilenceDbtp = -96;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the master as the lossless rung's file.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="file">The delivered file's name in it.</param>
    /// <param name="source">What it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The master, or why the file is refused.</returns>
    public async Task<(Master? Master, Reason? Refusal)> MakeAsync(string folder, string file, AudioSource source, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxDuration;
        if (source.Claimed > limit && !source.IsEstimate)
            return (null, TooLong(source.Claimed.Value));
        var result = await tool.FfmpegAsync(folder, Arguments(file, source, limit), cancellationToken);
        if (result.HitLimit)
            return (null, new Reason(ReasonCode.ProcessingFailed, "decoding took longer than is allowed"));
        var header = await FlacHeader.TryReadAsync(Path.Combine(folder, Rung.Lossless.FileName), cancellationToken);
        var (samples, rate) = header is null ? (0L, source.TargetRate) : (header.Samples, header.SampleRate);
        if (!result.IsSuccess)
            return (null, new Reason(ReasonCode.Truncated, $"decoding fails after {Seconds(samples, rate)} s: {result.FirstError}"));
        if (samples == 0)
            return (null, new Reason(ReasonCode.NoAudio, "the file holds no samples"));
        var duration = TimeSpan.FromSeconds((double)samples / rate);
        if (duration > limit)
            return (null, TooLong(duration));
        if (source.Claimed is { } claimed && !source.IsEstimate && claimed - duration > Tolerance)
            return (null, new Reason(ReasonCode.Truncated, $"the file says that it lasts {claimed.TotalSeconds:0.0} s and ends after {Seconds(samples, rate)} s"));
        var (integrated, peak) = ReadSummary(result.Messages);
        if (peak <= SilenceDbtp)
            return (null, new Reason(ReasonCode.NoAudio, $"all {Seconds(samples, rate)} s are digital silence"));
        var blocks = LoudnessHistogram.FromBlocks(ReadBlocks(Path.Combine(folder, BlocksFile)));
        return (new Master(rate, samples, integrated, peak, blocks), null);
    }

    private static IEnumerable<string> Arguments(string file, AudioSource source, TimeSpan limit) =>
    [
        // -xerror: what cannot be decoded to its end is refused, not patched up.
        "-loglevel", "level+info", "-xerror", .. AudioProbe.InputArguments(file, source, limit),
        "-filter_complex", $"[0:a:0]{source.Shape},asplit[out][meter];[meter]ebur128=peak=true:metadata=1:framelog=verbose,"
            + $"ametadata=mode=print:key=lavfi.r128.M:file={BlocksFile},anullsink",
        "-map", "[out]", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
        .. source.IsDeep ? (IEnumerable<string>)["-bits_per_raw_sample", "24"] : [],
        .. Rung.Lossless.Encoder, Rung.Lossless.FileName,
    ];

    private static Reason TooLong(TimeSpan duration) => new(ReasonCode.TooLong, $"the audio lasts {duration.TotalHours:0.0} hours or more");

    private static string Seconds(long samples, int rate) => ((double)samples / rate).ToString("0.0", CultureInfo.InvariantCulture);

    private static (double Integrated, double Peak) ReadSummary(string messages)
    {
        // The delivered file's own tags may be among the messages, and come before: the last summary is the filter's.
        var summary = messages[Math.Max(0, messages.LastIndexOf("] Summary:", StringComparison.Ordinal))..];
        return (Math.Max(LoudnessHistogram.AbsoluteGate, Value(IntegratedLine().Match(summary))), Value(PeakLine().Match(summary)));
    }

    private static double Value(Match match) =>
        double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var value) ? value : double.NegativeInfinity;

    private static IEnumerable<double> ReadBlocks(string path)
    {
        const string Key = "lavfi.r128.M=";
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal) && double.TryParse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture, out var value))
                yield return value;
        }
    }

    [GeneratedRegex(@"\n\s+I:\s+(-?[\d.]+) LUFS")]
    private static partial Regex IntegratedLine();

    [GeneratedRegex(@"\n\s+Peak:\s+(-?[\d.]+) dBFS")]
    private static partial Regex PeakLine();
}
