using System.Globalization;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Playback;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>A rendition's file, made and checked.</summary>
/// <param name="Rung">Which it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Kbps">Its bit rate: nominal, for FLAC measured.</param>
/// <param name="Samples">True samples in it.</param>
/// <param name="Delay">Samples before the first true one; see <see cref="Gapless"/>.</param>
/// <param name="Padding">Samples after the last true one.</param>
internal sealed record RenditionFile(Rung Rung, long Bytes, int Kbps, long Samples, int Delay, int Padding);

/// <summary>
/// Makes every rung but the lossless one and decodes each again before it is let out, in two halves of about the same cost, one for each of two processors: one
/// half is encoded from the delivered file while the master is still being made, the other from the master. The encoders of a half share one process and one
/// decode, and so do its checks. Everything is bit-exact and without metadata, so that a rerun gives the same bytes.
/// </summary>
internal sealed class Transcoder(MediaTool tool, IOptions<IngestionOptions> options)
{
    private const int LongestPadding = 8192;

    private static readonly string[] Quietly = ["-loglevel", "level+error", "-xerror"];

    /// <summary>Encodes and checks <see cref="Rung.FromSource"/>, which needs no master.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="file">The delivered file's name in it.</param>
    /// <param name="source">What it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Samples that each rung decodes to; null where it took longer than is allowed.</returns>
    /// <exception cref="TransientException">An encoder failed, or one of its files does not decode.</exception>
    public Task<IReadOnlyDictionary<Rung, long>?> EncodeSourceAsync(string folder, string file, AudioSource source, CancellationToken cancellationToken)
    {
        var pads = Rung.FromSource.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"[o{i}]")).ToList();
        // Samples are numbered from zero: a file whose first timestamp is another (cut Vorbis) would otherwise get an edit list that drops or delays them.
        var filter = $"[0:a:0]{source.Shape},aformat=sample_fmts=fltp,asettb=1/{source.TargetRate},asetpts=N,asplit={Rung.FromSource.Count}{string.Concat(pads)}";
        return MakeAsync(
            folder,
            Rung.FromSource,
            [
                .. Quietly, .. AudioProbe.InputArguments(file, source, options.Value.MaxDuration), "-filter_complex", filter,
                .. Rung.FromSource.SelectMany((rung, i) => OutputArguments(rung, pads[i], source.TargetRate)),
            ],
            cancellationToken);
    }

    /// <summary>
    /// Encodes and checks <see cref="Rung.FromMaster"/>. The master is decoded to its end on the way, and what was made of it is held against its length: that
    /// is the lossless rung's own check.
    /// </summary>
    /// <param name="folder">The work folder, with the master in it.</param>
    /// <param name="master">The master.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Samples that each rung decodes to; null where it took longer than is allowed.</returns>
    /// <exception cref="TransientException">An encoder failed, or one of its files does not decode.</exception>
    public Task<IReadOnlyDictionary<Rung, long>?> EncodeMasterAsync(string folder, Master master, CancellationToken cancellationToken) => MakeAsync(
        folder,
        Rung.FromMaster,
        [
            .. Quietly, "-threads", "1", "-protocol_whitelist", "file,pipe", "-f", "flac", "-i", Rung.Lossless.FileName,
            .. Rung.FromMaster.SelectMany(rung => OutputArguments(rung, "0:a:0", master.SampleRate)),
        ],
        cancellationToken);

    /// <summary>What was made, each file held against the master.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="master">The master.</param>
    /// <param name="decoded">Samples that each encoded rung decodes to.</param>
    /// <returns>Every rung, in the order of <see cref="Rung.All"/>.</returns>
    /// <exception cref="TransientException">A file does not hold the master's samples.</exception>
    public static IReadOnlyList<RenditionFile> Describe(string folder, Master master, IReadOnlyDictionary<Rung, long> decoded) =>
        [.. Rung.All.Select(rung => Describe(folder, rung, master, rung == Rung.Lossless ? master.Samples : decoded[rung]))];

    /// <summary>The arguments that encode one rung; also what the benchmark gives to ffmpeg alone.</summary>
    internal static IEnumerable<string> OutputArguments(Rung rung, string map, int sampleRate) =>
    [
        "-map", map, "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
        .. rung.Quality == Quality.Preview
            ? (IEnumerable<string>)["-af", string.Create(CultureInfo.InvariantCulture, $"atrim=end_sample={rung.SamplesOf(long.MaxValue, sampleRate)}")]
            : [],
        .. rung.Encoder,
        // In the movie's usual milliseconds the edit list could not say how many samples are true.
        .. rung.Format == AudioFormat.Aac ? (IEnumerable<string>)["-movie_timescale", sampleRate.ToString(CultureInfo.InvariantCulture)] : [],
        rung.FileName,
    ];

    private async Task<IReadOnlyDictionary<Rung, long>?> MakeAsync(
        string folder, IReadOnlyList<Rung> rungs, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var encoded = await tool.FfmpegAsync(folder, arguments, cancellationToken);
        if (encoded.HitLimit)
            return null;
        if (!encoded.IsSuccess)
            throw new TransientException($"Encoding failed: {encoded.FirstError}");
        return await CheckAsync(folder, rungs, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<Rung, long>?> CheckAsync(string folder, IReadOnlyList<Rung> rungs, CancellationToken cancellationToken) =>
        await DecodeAsync(folder, [.. rungs.Select(rung => rung.FileName)], cancellationToken) is { } decoded ? rungs.Zip(decoded).ToDictionary() : null;

    /// <summary>Decodes every packet of files of ours, nothing trimmed, in one process.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="files">Their names in it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Samples that each decodes to; null where it took longer than is allowed.</returns>
    /// <exception cref="TransientException">One of them does not decode.</exception>
    internal async Task<IReadOnlyList<long>?> DecodeAsync(string folder, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        // Long frames keep the listing short. A reader thread that is never held up costs a quarter less.
        var listing = $"{files[0]}.check";
        var inputs = files.SelectMany(file => (IEnumerable<string>)["-threads", "1", "-thread_queue_size", "4096", "-flags2", "+skip_manual", "-i", file]);
        var filter = string.Join(';', files.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"[{i}:a:0]asetnsamples=n=65536:p=0[o{i}]")));
        var maps = files.SelectMany((_, i) => (IEnumerable<string>)["-map", string.Create(CultureInfo.InvariantCulture, $"[o{i}]")]);
        var result = await tool.FfmpegAsync(
            folder,
            [.. Quietly, "-protocol_whitelist", "file,pipe", .. inputs, "-filter_threads", "1", "-filter_complex", filter, .. maps, "-f", "framecrc", listing],
            cancellationToken);
        if (result.HitLimit)
            return null;
        if (!result.IsSuccess || ToolMessages.HasError(result.Messages))
            throw new TransientException($"A rendition does not decode: {result.FirstError}");
        var decoded = CountSamples(Path.Combine(folder, listing));
        return [.. files.Select((_, i) => decoded.GetValueOrDefault(i))];
    }

    private static Dictionary<int, long> CountSamples(string path)
    {
        var counts = new Dictionary<int, long>();
        foreach (var line in File.ReadLines(path))
        {
            // stream, dts, pts, samples, bytes, checksum
            var fields = line.Split(',');
            if (line.StartsWith('#') || fields.Length < 6)
                continue;
            var stream = int.Parse(fields[0], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            counts[stream] = counts.GetValueOrDefault(stream) + long.Parse(fields[3], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        return counts;
    }

    private static RenditionFile Describe(string folder, Rung rung, Master master, long decoded)
    {
        var path = Path.Combine(folder, rung.FileName);
        var expected = rung.SamplesOf(master.Samples, master.SampleRate);
        var gapless = Gapless.TryRead(path, rung);
        if (rung.Format == AudioFormat.Mp3 && gapless is not null && gapless.Valid != expected)
            gapless = MendPadding(path, rung, decoded - expected - gapless.Delay);
        if (gapless is null || gapless.Valid != expected)
            throw new TransientException($"{rung.FileName} does not say that it holds {expected} samples");
        var padding = decoded - gapless.Delay - gapless.Valid;
        if (gapless.Delay < 0 || padding is < 0 or > LongestPadding)
            throw new TransientException($"{rung.FileName} decodes to {decoded} samples instead of {gapless.Delay} + {expected} and a little padding");
        var bytes = new FileInfo(path).Length;
        var kbps = rung.Kbps > 0 ? rung.Kbps : (int)Math.Round(bytes * 8 / ((double)expected / master.SampleRate) / 1000);
        return new RenditionFile(rung, bytes, kbps, expected, (int)gapless.Delay, (int)padding);
    }

    private static Gapless? MendPadding(string path, Rung rung, long padding)
    {
        if (padding is >= 0 and <= 2 * 1152)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            LameTag.TryRead(file)?.WritePadding(file, (int)padding + LameTag.DecoderDelay);
        }

        return Gapless.TryRead(path, rung);
    }
}
